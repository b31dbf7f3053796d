/** The other side of asked-thread.ts: reads the cloud from the database itself, so that only the answer crosses over. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Db, openDatabase } from '../db/database.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { ThreadAnswer } from './asked-thread.ts';

/** Answers each call with what `answererOf` makes of it, for as long as the thread lives. */
export function answerCalls<Call, Answer>(answererOf: (db: Db) => (call: Call) => Promise<Answer>): void {
  const { databaseUrl } = workerData as { databaseUrl: string };
  // A connection that breaks is made again for the next call.
  const answer = answererOf(openDatabase(databaseUrl, { maxConnections: 4, onError: () => {} }));
  parentPort?.on('message', async ({ id, call }: { id: number; call: Call }) => {
    parentPort?.postMessage(await answerTo(id, () => answer(call)));
  });
}

async function answerTo<Answer>(id: number, answer: () => Promise<Answer>): Promise<ThreadAnswer<Answer>> {
  try {
    return { id, answer: await answer() };
  } catch (error) {
    if (!(error instanceof DomainRefusal))
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    const { status, code, message, nextStep, cloudMessage } = error;
    return { id, refusal: { status, code, message, nextStep, cloudMessage } };
  }
}
