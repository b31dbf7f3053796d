/** The other side of thread.ts: reads the cloud from the database itself, so that only the plan crosses over. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../db/database.ts';
import { createPlanning } from './planning.ts';
import type { PlanAnswer, PlanCall } from './thread.ts';

const { databaseUrl } = workerData as { databaseUrl: string };
// A connection that breaks is made again for the next plan.
const planning = createPlanning(openDatabase(databaseUrl, { maxConnections: 4, onError: () => {} }));

parentPort?.on('message', async ({ id, call }: { id: number; call: PlanCall }) => {
  parentPort?.postMessage(await answerTo(id, call));
});

async function answerTo(id: number, call: PlanCall): Promise<PlanAnswer> {
  try {
    const plan = call.what === 'drains' ? planning.drains(...call.with) : planning.return(...call.with);
    return { id, answer: await plan };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
