/** Plans of big clouds are made in a thread of their own: the API answers meanwhile. This side of it. */
import { createAskedThread } from '../threads/asked-thread.ts';
import type { Planning } from './planning.ts';

export type PlanCall =
  | { what: 'drains'; with: Parameters<Planning['drains']> }
  | { what: 'evacuation'; with: Parameters<Planning['evacuation']> }
  | { what: 'return'; with: Parameters<Planning['return']> }
  | { what: 'campaign'; with: Parameters<Planning['campaign']> };

export interface PlanningThread extends Planning {
  stop(): Promise<void>;
}

export function createPlanningThread(databaseUrl: string): PlanningThread {
  const { ask, stop } = createAskedThread<PlanCall, unknown>(
    new URL('./worker.mjs', import.meta.url),
    databaseUrl,
  );
  return {
    drains: (...args) => ask({ what: 'drains', with: args }) as ReturnType<Planning['drains']>,
    evacuation: (...args) => ask({ what: 'evacuation', with: args }) as ReturnType<Planning['evacuation']>,
    return: (...args) => ask({ what: 'return', with: args }) as ReturnType<Planning['return']>,
    campaign: (...args) => ask({ what: 'campaign', with: args }) as ReturnType<Planning['campaign']>,
    stop,
  };
}
