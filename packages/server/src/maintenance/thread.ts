/** Plans of big clouds are made in a thread of their own: the API answers meanwhile. This side of it. */
import { Worker } from 'node:worker_threads';
import type { Planning } from './planning.ts';

export type PlanCall =
  | { what: 'drains'; with: Parameters<Planning['drains']> }
  | { what: 'return'; with: Parameters<Planning['return']> };
export type PlanAnswer = { id: number; answer: unknown } | { id: number; error: string };

export interface PlanningThread extends Planning {
  stop(): Promise<void>;
}

/** The thread is begun with the first plan, and anew when it was lost. */
export function createPlanningThread(databaseUrl: string): PlanningThread {
  let worker: Worker | null = null;
  let last = 0;
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();

  function begin(): Worker {
    const begun = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { databaseUrl } });
    const lost = (error: Error): void => {
      if (worker !== begun) return;
      worker = null;
      for (const asked of waiting.values()) asked.reject(error);
      waiting.clear();
    };
    begun.on('message', (message: PlanAnswer) => {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (waiting.size === 0) begun.unref();
      if ('answer' in message) asked?.resolve(message.answer);
      else asked?.reject(new Error(`Planning failed: ${message.error}`));
    });
    begun.on('error', lost);
    begun.on('exit', () => lost(new Error('The planning thread ended.')));
    return begun;
  }

  function ask(call: PlanCall): Promise<unknown> {
    worker ??= begin();
    const here = worker;
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      here.ref();
      here.postMessage({ id, call });
    });
  }

  return {
    drains: (...args) => ask({ what: 'drains', with: args }) as ReturnType<Planning['drains']>,
    return: (...args) => ask({ what: 'return', with: args }) as ReturnType<Planning['return']>,
    async stop() {
      await worker?.terminate();
    },
  };
}
