/** The loop of a controller: claims what is due, looks at each, many at once, and sleeps until there is more. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { unbound } from '../access/bound.ts';
import { LeaseLost } from '../db/lease-lost.ts';
import { Died } from './died.ts';

/** What a controller carries on. Claimed is claimed for `leaseMs`, by this process alone. */
export interface LeasedWork<Item> {
  /** For the log: "moves". */
  what: string;
  logger: Pick<Logger, 'error'>;
  leaseMs: number;
  pollMs: number;
  /** Looks at one time by one process. */
  most: number;
  claim(most: number): Promise<Item[]>;
  /** Keeps it for another `leaseMs`; throws LeaseLost. */
  renew(item: Item): Promise<void>;
  /** Looks, and writes what follows; `signal` ends when the lease is lost or patience is. May throw Died. */
  look(item: Item, signal: AbortSignal): Promise<void>;
  /** Gives back every lease of this process. */
  release(): Promise<void>;
}

export interface LeasedLoop {
  /** Something may be due: looks at once, or as soon as the present claim is done. */
  wake(): void;
  /** Claims nothing more, lets the looks under way end for `patienceMs`, then gives the leases back. */
  stop(patienceMs: number): Promise<void>;
}

export function startLeasedLoop<Item>(work: LeasedWork<Item>): LeasedLoop {
  const looks = new Map<Promise<void>, AbortController>();
  let stopped = false;
  let died = false;
  let claiming: Promise<void> | null = null;
  let again = false;
  const timer = setInterval(wake, work.pollMs);

  function wake(): void {
    if (stopped) return;
    if (claiming) {
      again = true;
      return;
    }
    again = false;
    // Woken by a person's request or not: it carries on what is due, whoever asked for it.
    claiming = unbound(claim)
      .catch((error: unknown) => work.logger.error({ err: error }, `No ${work.what} could be claimed`))
      .finally(() => {
        claiming = null;
        if (again) wake();
      });
  }

  async function claim(): Promise<void> {
    const most = work.most - looks.size;
    if (most <= 0) return;
    for (const item of await work.claim(most)) {
      // Claimed while stopping: the lease is given back with the others.
      if (stopped) return;
      begin(item);
    }
  }

  function begin(item: Item): void {
    const abort = new AbortController();
    const renewal = setInterval(() => {
      work.renew(item).catch((error: unknown) => {
        // A database that does not answer gives no lease away either; every write asks for it again.
        if (error instanceof LeaseLost) abort.abort();
      });
    }, work.leaseMs / 3);
    const look = work
      .look(item, abort.signal)
      .catch((error: unknown) => {
        if (error instanceof Died) {
          died = true;
          stopClaiming();
        } else work.logger.error({ err: error }, `A look at ${work.what} could not be written down`);
      })
      .finally(() => {
        clearInterval(renewal);
        looks.delete(look);
        // Its end may let another begin; and it is itself due again in one poll, whatever the beat of the timer.
        wake();
        setTimeout(wake, work.pollMs).unref();
      });
    looks.set(look, abort);
  }

  function stopClaiming(): void {
    stopped = true;
    clearInterval(timer);
  }

  return {
    wake,
    async stop(patienceMs) {
      stopClaiming();
      await claiming;
      const patience = setTimeout(() => {
        for (const abort of looks.values()) abort.abort();
      }, patienceMs);
      // One that hangs even then can write nothing any more once its lease is given back.
      await Promise.race([Promise.all(looks.keys()), sleep(2 * patienceMs, undefined, { ref: false })]);
      clearTimeout(patience);
      // A process that died gives nothing back.
      if (!died) await work.release();
    },
  };
}
