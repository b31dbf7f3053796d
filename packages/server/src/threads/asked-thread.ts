/** This side of a thread that is asked and answers: planning takes seconds in a big cloud, and the API answers meanwhile. */
import { Worker } from 'node:worker_threads';
import { DomainRefusal } from '../runner/refusal.ts';

/** A DomainRefusal on its way between threads, which copy no classes. */
export interface RefusalValue {
  status: number;
  code: string;
  message: string;
  nextStep: string | null;
  cloudMessage: string | null;
}

export type ThreadAnswer<Answer> =
  | { id: number; answer: Answer }
  | { id: number; refusal: RefusalValue }
  | { id: number; error: string };

export interface AskedThread<Call, Answer> {
  /** Throws DomainRefusal for what the person can mend. Calls are posted in their order. */
  ask(call: Call): Promise<Answer>;
  stop(): Promise<void>;
}

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** The thread of that script (see answering.ts) is begun with the first call, and anew when it was lost. */
export function createAskedThread<Call, Answer>(script: URL, databaseUrl: string): AskedThread<Call, Answer> {
  let worker: Worker | null = null;
  let last = 0;
  const waiting = new Map<number, Waiting<Answer>>();

  function begin(): Worker {
    const begun = new Worker(script, { workerData: { databaseUrl } });
    const lost = (error: Error): void => {
      if (worker !== begun) return;
      worker = null;
      for (const asked of waiting.values()) asked.reject(error);
      waiting.clear();
    };
    begun.on('message', (message: ThreadAnswer<Answer>) => {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (waiting.size === 0) begun.unref();
      if ('answer' in message) asked?.resolve(message.answer);
      else if ('refusal' in message) asked?.reject(refusalOf(message.refusal));
      else asked?.reject(new Error(`Planning failed: ${message.error}`));
    });
    begun.on('error', lost);
    begun.on('exit', () => lost(new Error('The planning thread ended.')));
    return begun;
  }

  return {
    ask(call) {
      worker ??= begin();
      const here = worker;
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        here.ref();
        here.postMessage({ id, call });
      });
    },
    async stop() {
      await worker?.terminate();
    },
  };
}

function refusalOf({ status, code, message, nextStep, cloudMessage }: RefusalValue): DomainRefusal {
  return new DomainRefusal(status, code, message, { nextStep: nextStep ?? undefined, cloudMessage });
}
