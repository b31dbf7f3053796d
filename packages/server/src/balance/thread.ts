/** This side of the planning thread. */
import { createAskedThread } from '../threads/asked-thread.ts';
import type { PlanAnswer, PlanJob } from './job.ts';

export interface PlanningThread {
  /** Throws DomainRefusal for what the person can mend. Jobs are done one after the other. */
  plan(job: PlanJob): Promise<PlanAnswer>;
  stop(): Promise<void>;
}

export function createPlanningThread(databaseUrl: string): PlanningThread {
  const { ask, stop } = createAskedThread<PlanJob, PlanAnswer>(
    new URL('./worker.mjs', import.meta.url),
    databaseUrl,
  );
  return { plan: ask, stop };
}
