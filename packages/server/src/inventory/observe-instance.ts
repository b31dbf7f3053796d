import type { Cloud } from '@evenkeel/openstack';
import type { Db } from '../db/database.ts';
import { databaseTime } from '../db/observing.ts';
import { readInFlightRecords } from '../db/observing-moving.ts';
import { orNull } from './or-null.ts';
import { isGone } from './rows.ts';
import { ObservationStore } from './store.ts';

/** More than one instance has migrations in flight or just ended. */
const NEWEST_RECORDS = 20;

/**
 * Reads one server and its live migrations fresh from the cloud into the database and tells what changed. A server that
 * the cloud answers 404 for, or shows as deleted, is removed.
 * `/servers/{id}/migrations` has the byte counters but leaves out `accepted`, post-copy and every end; where it shows
 * none, os-migrations is asked too (facts/operations.md A3, A4).
 * Throws CloudError when the cloud did not answer; nothing is written then.
 */
export async function observeInstance(
  db: Db,
  cloud: Cloud,
  providerId: string,
  instanceId: string,
  signal?: AbortSignal,
): Promise<void> {
  const askedAt = await databaseTime(db);
  const [server, progress, held] = await Promise.all([
    orNull(cloud.getServer(instanceId, signal)),
    orNull(cloud.listServerMigrations(instanceId, signal)),
    readInFlightRecords(db, providerId, instanceId),
  ]);
  const shown = new Set(progress?.map(({ id }) => id));
  const enough = shown.size > 0 && held.every((id) => shown.has(id));
  const all = enough ? null : await cloud.listMigrations({ instanceId, limit: NEWEST_RECORDS }, signal);
  const store = new ObservationStore(db, providerId);
  // The records first: whoever sees the instance come to rest finds the record that says why.
  await store.migrations(progress ?? [], askedAt);
  if (all) await store.migrations(all, askedAt);
  if (server === null || isGone(server)) await store.removeServers([instanceId], askedAt);
  else await store.servers([server], askedAt);
  // A record that we hold as in flight and the cloud has no more (purged, or another cloud took the address) has no end
  // to be learnt. It is dropped, but only when the instance does not migrate either: absence is never an outcome.
  const rests = server === null || (!server.partial && server.taskState === null);
  if (all === null || all.length >= NEWEST_RECORDS || !rests) return;
  const known = new Set([...shown, ...all.map(({ id }) => id)]);
  await store.removeMigrations(
    held.filter((id) => !known.has(id)),
    askedAt,
  );
}
