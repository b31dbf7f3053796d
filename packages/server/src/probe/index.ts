/**
 * Probes of moves: each is begun once, when the cloud is asked to migrate, and counted by one process until its move has
 * ended. Nothing else waits for it, and nothing of a move depends on it.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import { listen, notify } from '../db/notify.ts';
import { type ClaimedProbe, claimProbes, endedProbes, interruptProbes } from '../db/probe.ts';
import { createWatch, type Watch } from './watch.ts';

export interface Probes {
  /** Ends all; those under way are said to be interrupted. */
  stop(): Promise<void>;
}

/** Without a notice. */
const LOOK_EVERY_MS = 1_000;
export const LEASE_MS = 10_000;
/** Each sends twenty attempts a second; more at once would only measure this machine. */
const MOST = 50;
const INTERRUPTED = 'The server ended while it probed, so nothing is reported of this move.';

export function startProbes(options: { db: Db; connectionString: string; logger: Logger }): Probes {
  const { db, logger } = options;
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  const watches = new Map<string, Watch>();
  let looking: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  function wake(): void {
    if (stopped) return;
    again = true;
    looking ??= lookUntilQuiet()
      .catch((error: unknown) => logger.warn({ err: error }, 'The probes could not be looked after'))
      .finally(() => {
        looking = null;
      });
  }

  async function lookUntilQuiet(): Promise<void> {
    while (again && !stopped) {
      again = false;
      const room = MOST - watches.size;
      const claimed = room > 0 ? await claimProbes(db, { owner, leaseMs: LEASE_MS, most: room }) : [];
      for (const claim of claimed) begin(claim);
      if (watches.size > 0)
        for (const moveId of await endedProbes(db, owner)) watches.get(moveId)?.moveEnded();
    }
  }

  function begin(claim: ClaimedProbe): void {
    const watch = createWatch({ db, owner, leaseMs: LEASE_MS, claim });
    watches.set(claim.moveId, watch);
    watch.finished
      .catch((error: unknown) => logger.warn({ err: error, move: claim.moveId }, 'A probe broke off'))
      .finally(() => watches.delete(claim.moveId));
  }

  async function interrupt(): Promise<void> {
    for (const { moveId, providerId } of await interruptProbes(db, INTERRUPTED))
      await notify(db, { topic: 'moves', providerId, ids: [moveId] });
  }

  const timer = setInterval(() => {
    wake();
    interrupt().catch((error: unknown) =>
      logger.warn({ err: error }, 'Probes left behind could not be ended'),
    );
  }, LOOK_EVERY_MS);
  const listening = listen(
    options.connectionString,
    ({ topic }) => {
      if (topic === 'moves') wake();
    },
    (error) => logger.warn({ err: error }, 'The connection for notices broke; it is made again'),
  );
  // Without notices the timer finds what is due, a little later.
  listening.catch((error: unknown) => logger.error({ err: error }, 'Notices can not be listened to'));
  wake();

  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
      await Promise.all([...watches.values()].map((watch) => watch.interrupt(INTERRUPTED)));
      await listening.then((listener) => listener.close()).catch(() => {});
    },
  };
}
