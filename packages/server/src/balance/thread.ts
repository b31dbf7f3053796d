/** This side of the planning thread. */
import { Worker } from 'node:worker_threads';
import { DomainRefusal } from '../runner/refusal.ts';
import type { Answer, PlanAnswer, PlanJob } from './job.ts';

export interface PlanningThread {
  /** Throws DomainRefusal for what the person can mend. Jobs are done one after the other. */
  plan(job: PlanJob): Promise<PlanAnswer>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(answer: PlanAnswer): void;
  reject(error: Error): void;
}

/** The thread is begun with the first plan, and anew when it was lost. */
export function createPlanningThread(databaseUrl: string): PlanningThread {
  let worker: Worker | null = null;
  let last = 0;
  const waiting = new Map<number, Waiting>();

  function begin(): Worker {
    const begun = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { databaseUrl } });
    begun.on('message', (answer: Answer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) begun.unref();
      if ('answer' in answer) asked?.resolve(answer.answer);
      else if ('refusal' in answer) asked?.reject(refusalOf(answer.refusal));
      else asked?.reject(new Error(`Planning failed: ${answer.error}`));
    });
    begun.on('error', (error) => lost(error));
    begun.on('exit', () => lost(new Error('The planning thread ended.')));

    function lost(error: Error): void {
      if (worker === begun) worker = null;
      else return;
      for (const asked of waiting.values()) asked.reject(error);
      waiting.clear();
    }
    return begun;
  }

  return {
    plan(job) {
      worker ??= begin();
      const here = worker;
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        here.ref();
        here.postMessage({ id, job });
      });
    },
    async stop() {
      await worker?.terminate();
    },
  };
}

function refusalOf({
  status,
  code,
  message,
  nextStep,
  cloudMessage,
}: {
  status: number;
  code: string;
  message: string;
  nextStep: string | null;
  cloudMessage: string | null;
}): DomainRefusal {
  return new DomainRefusal(status, code, message, { nextStep: nextStep ?? undefined, cloudMessage });
}
