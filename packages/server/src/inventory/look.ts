import type { Cloud } from '@evenkeel/openstack';
import { type CloudRegistry, UnknownProvider } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import type { CloudClock } from './cloud-clock.ts';
import { UnusableConnection } from './health.ts';
import type { ObservationStore } from './store.ts';

/** What one look at a provider works with. */
export interface Look {
  db: Db;
  providerId: string;
  cloud: Cloud;
  store: ObservationStore;
  clock: CloudClock;
  /** Aborted when the look is given up. */
  signal: AbortSignal;
  /** True for a server that was seen deleted at this moment or later. */
  goneSince(instanceId: string, askedAt: Date): boolean;
}

/** The provider's cloud. Throws UnknownProvider, and UnusableConnection when what is stored can not be read. */
export async function connectionTo(clouds: Pick<CloudRegistry, 'get'>, providerId: string): Promise<Cloud> {
  try {
    return await clouds.get(providerId);
  } catch (error) {
    if (error instanceof UnknownProvider) throw error;
    const { message } = error as Error;
    throw new UnusableConnection(
      `The stored connection can not be used: ${message} Remove the provider and add it again.`,
      { cause: error },
    );
  }
}

const FOREIGN_KEY_VIOLATION = '23503';

/** True when the provider went away while its cloud was being read. */
export function isRemoved(error: unknown): boolean {
  return error instanceof UnknownProvider || (error as { code?: unknown }).code === FOREIGN_KEY_VIOLATION;
}
