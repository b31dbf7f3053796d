import { databaseTime } from '../db/observing.ts';
import type { Look } from './look.ts';
import { isAtLeast } from './microversion.ts';
import { isGone } from './rows.ts';

/** Nova commits a little later than it stamps, and its cells' clocks differ: what was read is read again for so long. */
const OVERLAP_MS = 30_000;

/** From here on os-migrations knows `changes-since`; before, what moves is read instance by instance. */
const MIGRATIONS_BY_CHANGE = '2.59';

/**
 * What changed since a moment of the cloud's clock, less an overlap: servers, deleted ones too, and migrations.
 * @returns the ids of the deleted servers with the time of the look, and whether any server is migrating
 */
export async function readChanges(
  { db, cloud, store, signal }: Look,
  since: Date,
): Promise<{ gone: string[]; askedAt: Date; migrating: boolean }> {
  const askedAt = await databaseTime(db);
  const changesSince = new Date(since.getTime() - OVERLAP_MS).toISOString();
  const { computeMaximum } = await cloud.identify(signal);
  const [servers, migrations] = await Promise.all([
    cloud.listServers({ changesSince }, signal),
    isAtLeast(computeMaximum, MIGRATIONS_BY_CHANGE) ? cloud.listMigrations({ changesSince }, signal) : [],
  ]);
  const gone = servers.filter(isGone).map(({ id }) => id);
  await store.migrations(migrations, askedAt);
  await store.servers(
    servers.filter((server) => !isGone(server)),
    askedAt,
  );
  await store.removeServers(gone, askedAt);
  return { gone, askedAt, migrating: servers.some(({ status }) => status === 'MIGRATING') };
}
