/** The inventory: every provider's cloud observed into the database, each provider by one server at a time. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import { type Listener, listen } from '../db/notify.ts';
import { claimProviders, type ProviderClaim, releaseProviders } from '../db/observing-providers.ts';
import { observeInstance } from './observe-instance.ts';
import { ProviderObserver } from './observer.ts';
import { startRhythm } from './rhythm.ts';

export { observeInstance } from './observe-instance.ts';

const LEASE_MS = 10_000;
/** Also how soon a provider added by another server, or left by one that died, is found. */
const CLAIM_EVERY_MS = 3_000;

export interface Inventory {
  /** Observes it now. */
  providerAdded(providerId: string): void;
  /** Stops observing it. */
  providerRemoved(providerId: string): void;
  /** Every provider was tried once, with whatever result. Once true it stays so. */
  firstPassTried(): boolean;
  /**
   * Reads one server and its migrations fresh from the cloud into the database and tells what changed.
   * Throws CloudError when the cloud did not answer and UnknownProvider when there is no such provider.
   */
  observeInstance(providerId: string, instanceId: string): Promise<void>;
  /** Something moves: observe each second until nothing does. */
  hurry(providerId: string): void;
  stop(): Promise<void>;
}

/**
 * Starts observing all providers that no other server observes.
 * @param options.connectionString with it, an open move made by any server hurries the provider's observer at once
 */
export function startInventory(options: {
  db: Db;
  clouds: CloudRegistry;
  logger: Logger;
  connectionString?: string;
}): Inventory {
  const { db, clouds, logger, connectionString } = options;
  const owner = `${hostname()}/${process.pid}/${randomBytes(6).toString('hex')}`;
  const stopping = new AbortController();
  const observers = new Map<string, ProviderObserver>();
  const leaving = new Set<Promise<void>>();
  let providers: ProviderClaim[] | null = null;
  let tried = false;

  const claims = startRhythm(
    {
      name: 'leases',
      run: () => claimProviders(db, owner, LEASE_MS),
      pauseMs: () => CLAIM_EVERY_MS,
      succeeded: follow,
      failed: (error) => logger.error({ err: error }, 'The leases of the providers could not be renewed.'),
      slow: () => {},
    },
    stopping.signal,
  );

  /** Observes what is ours now and nothing else. */
  function follow(found: ProviderClaim[]): void {
    providers = found;
    const mine = new Set(found.filter((one) => one.mine).map(({ id }) => id));
    const known = new Set(found.map(({ id }) => id));
    for (const id of observers.keys()) if (!mine.has(id)) leave(id, !known.has(id));
    for (const id of mine) {
      if (observers.has(id)) continue;
      const log = logger.child({ provider: id });
      observers.set(id, new ProviderObserver({ db, clouds, logger: log, providerId: id, owner }));
    }
  }

  /** @param removed its connection is of no use any more */
  function leave(providerId: string, removed = false): void {
    const observer = observers.get(providerId);
    if (!observer) return;
    observers.delete(providerId);
    const left = observer
      .stop()
      .then(() => (removed ? clouds.forget(providerId) : undefined))
      .finally(() => leaving.delete(left));
    leaving.add(left);
  }

  const hurry = (providerId: string) => observers.get(providerId)?.hurry();

  /** Moves are told of by whichever server made them; losing this only makes the observer a little later. */
  const listening: Promise<Listener | null> =
    connectionString === undefined
      ? Promise.resolve(null)
      : listen(
          connectionString,
          ({ topic, providerId }) => {
            if (topic === 'moves' && providerId !== null) hurry(providerId);
          },
          (error) => logger.warn({ err: error }, 'The inventory hears of no moves for a moment.'),
        ).catch((error) => {
          logger.warn({ err: error }, 'The inventory hears of no moves made by other servers.');
          return null;
        });

  return {
    providerAdded: () => claims.wake(),
    providerRemoved: (providerId) => leave(providerId, true),
    firstPassTried() {
      tried ||=
        providers?.every(({ id, mine, tried }) => (mine ? observers.get(id)?.tried() : tried)) ?? false;
      return tried;
    },
    async observeInstance(providerId, instanceId) {
      await observeInstance(db, await clouds.get(providerId), providerId, instanceId);
    },
    hurry,
    async stop() {
      stopping.abort();
      await (await listening)?.close();
      await claims.ended;
      for (const id of observers.keys()) leave(id);
      await Promise.all(leaving);
      await releaseProviders(db, owner).catch((error) =>
        logger.warn(
          { err: error },
          'The leases of the providers could not be given back; they end by themselves.',
        ),
      );
    },
  };
}
