/** The thread in which plans are made: a big cloud takes seconds, and the API answers meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../db/database.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { Answer, PlanJob } from './job.ts';
import { plan } from './planning.ts';

const { databaseUrl } = workerData as { databaseUrl: string };
// A connection that breaks is made again for the next plan.
const db = openDatabase(databaseUrl, { maxConnections: 4, onError: () => {} });

parentPort?.on('message', async ({ id, job }: { id: number; job: PlanJob }) => {
  parentPort?.postMessage(await answerTo(id, job));
});

async function answerTo(id: number, job: PlanJob): Promise<Answer> {
  try {
    return { id, answer: await plan(db, job) };
  } catch (error) {
    if (!(error instanceof DomainRefusal))
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    const { status, code, message, nextStep, cloudMessage } = error;
    return { id, refusal: { status, code, message, nextStep, cloudMessage } };
  }
}
