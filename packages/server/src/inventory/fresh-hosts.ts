/** Before a plan: no host's load may be older than the last move from it or to it. */
import { CloudError } from '@evenkeel/openstack';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import { readHostsOutrun } from '../db/hosts-read.ts';
import { CloudClock } from './cloud-clock.ts';
import { healthOf, PartlyRead, UnusableConnection } from './health.ts';
import { readHosts } from './hosts.ts';
import { connectionTo } from './look.ts';
import { ObservationStore } from './store.ts';

/** A person waits for the plan. */
const LIMIT_MS = 45_000;

/** Null when the hosts are up to date now; a sentence when they are not and can not be read. Throws UnknownProvider. */
export type BringHostsUpToDate = (providerId: string) => Promise<string | null>;

/**
 * Instances are read at the end of each move, hosts once in a minute or less: in between an instance stands where it is
 * and its load where it was. Only the hosts that a move has outrun are asked for, and none when there was no move.
 */
export function bringHostsUpToDate({
  db,
  clouds,
  logger,
}: {
  db: Db;
  clouds: Pick<CloudRegistry, 'get'>;
  logger: Logger;
}): BringHostsUpToDate {
  return async (providerId) => {
    const outrun = await readHostsOutrun(db, providerId);
    if (outrun.length === 0) return null;
    const signal = AbortSignal.timeout(LIMIT_MS);
    try {
      const cloud = await connectionTo(clouds, providerId);
      const store = new ObservationStore(db, providerId);
      const look = { db, providerId, cloud, store, clock: new CloudClock(), signal };
      await readHosts(look, { traits: false, only: new Set(outrun) });
      return null;
    } catch (error) {
      const known =
        error instanceof CloudError || error instanceof PartlyRead || error instanceof UnusableConnection;
      if (!known && !signal.aborted) throw error;
      logger.warn({ err: error, provider: providerId }, 'The hosts can not be read before a plan');
      const why = known ? healthOf(error).message : 'The cloud does not answer.';
      return `Instances were moved after the hosts were last read, and the hosts can not be read now, so their load is not known. ${why}`;
    }
  };
}
