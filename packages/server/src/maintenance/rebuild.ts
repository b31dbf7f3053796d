/**
 * Cold migrations of stopped instances, one at a time from a host, each confirmed. What Nova knew is written before it is
 * asked, as for live migrations (docs/adr/0001-never-send-twice.md): what is new afterwards is ours.
 */

import type { Plan } from '@evenkeel/domain';
import { CloudError, type MigrationRecord, type Server } from '@evenkeel/openstack';
import { permit } from '../db/maintenance-leases.ts';
import { changeRebuild, putRebuild, type RebuildRow, readRebuilds } from '../db/maintenance-rebuilds.ts';
import { NOW } from '../db/moves.ts';
import { advanceEvacuation } from './evacuation.ts';
import { failureInWords, isUntraced, nullWhenGone, untracedInWords } from './rebuild-failure.ts';
import type { CloudLook } from './step.ts';

const MOST_SENDS = 3;
/** Ends of a cold migration's record other than well (operations.md B2). */
const FAILED: ReadonlySet<string> = new Set(['error', 'failed', 'reverted', 'reverting']);

/**
 * Carries on what is under way; gives those that have not ended well.
 * @param mayAsk false: nothing new is asked of Nova, and what waits goes on waiting
 */
export async function advanceRebuilds(look: CloudLook, mayAsk = true): Promise<RebuildRow[]> {
  const { db, maintenance } = look;
  for (const row of await readRebuilds(db, maintenance.id)) {
    if (row.state === 'done' || row.state === 'failed' || (row.state === 'waiting' && !mayAsk)) continue;
    await (row.kind === 'evacuation' ? advanceEvacuation : advance)(look, row);
  }
  return (await readRebuilds(db, maintenance.id)).filter(({ state }) => state !== 'done');
}

/** Whether any of them is being carried out by Nova now. */
export const isUnderWay = ({ state }: Pick<RebuildRow, 'state'>): boolean =>
  state === 'asking' || state === 'moving' || state === 'confirming';

/** Puts the next stopped instance in line that is to be migrated cold and has a place; true when there was one. */
export async function beginRebuild(
  { db, lease, maintenance }: CloudLook,
  {
    plan,
    servers,
    rebuilding,
  }: { plan: Pick<Plan, 'stays'>; servers: readonly Server[]; rebuilding: readonly RebuildRow[] },
): Promise<boolean> {
  if (rebuilding.some(({ state }) => state !== 'failed')) return false;
  const failedSince = (id: string) =>
    rebuilding.some(
      ({ instance_id, changed_at }) =>
        instance_id === id && (maintenance.resumed_at === null || changed_at > maintenance.resumed_at),
    );
  const next = plan.stays.find(
    ({ instanceId, choice, to }) => choice === 'cold-migrate' && to !== null && !failedSince(instanceId),
  );
  if (!next || !servers.some(({ id }) => id === next.instanceId)) return false;
  await putRebuild(db, lease, {
    instance_id: next.instanceId,
    instance_name: next.instanceName,
    kind: 'cold-migration',
    source_host: maintenance.host,
    destination_host: next.to,
  });
  return true;
}

async function advance(look: CloudLook, row: RebuildRow): Promise<void> {
  const { cloud, db, lease, signal } = look;
  const change = (changes: Parameters<typeof changeRebuild>[3]) =>
    changeRebuild(db, lease, row.instance_id, changes);
  const [server, records] = await Promise.all([
    cloud.getServer(row.instance_id, signal).catch(nullWhenGone),
    cloud.listMigrations({ instanceId: row.instance_id, type: 'migration' }, signal),
  ]);
  if (server === null) return change({ state: 'failed', reason: `${row.instance_name} was deleted.` });
  if (row.state === 'waiting') return ask(look, row, server, records);
  const record = records.find(({ id }) => id > (row.known_migration_id ?? -1));
  if (row.state === 'asking') {
    if (record || server.taskState !== null) return change({ state: 'moving' });
    const waitedMs = row.now.getTime() - (row.asked_at?.getTime() ?? 0);
    if (waitedMs < look.timing.graceMs) return;
    const reason = `Nova was asked ${row.sends} times to migrate it cold and did nothing.`;
    return change(row.sends < MOST_SENDS ? { state: 'waiting' } : { state: 'failed', reason });
  }
  if (isUntraced(look, row, server, record)) return change({ state: 'failed', reason: untracedInWords(row) });
  const destination = record?.destinationHost ?? row.destination_host;
  if (record && FAILED.has(record.status))
    return change({ state: 'failed', reason: await failureInWords(look, row, record, 'cold migration') });
  if (record?.status === 'confirmed' && server.taskState === null && server.host !== row.source_host)
    return change({ state: 'done', destination_host: server.host });
  if (server.status === 'VERIFY_RESIZE' && server.taskState === null) await confirm(look, row, destination);
}

/** Only what is stopped is migrated cold: of a running guest it would be an outage. */
async function ask(
  look: CloudLook,
  row: RebuildRow,
  server: Server,
  records: readonly MigrationRecord[],
): Promise<void> {
  const { cloud, db, lease, timing, maintenance, signal } = look;
  const change = (changes: Parameters<typeof changeRebuild>[3]) =>
    changeRebuild(db, lease, row.instance_id, changes);
  if (server.host !== row.source_host)
    return change({ state: 'failed', reason: `${row.instance_name} is on ${server.host} already.` });
  if (server.vmState !== 'stopped' || server.taskState !== null) {
    const now = server.taskState === null ? server.status : `busy (${server.taskState})`;
    return change({ state: 'failed', reason: `${row.instance_name} is ${now} now, and no longer stopped.` });
  }
  if (maintenance.paused_at !== null || maintenance.cancel_asked_at !== null) return;
  const known = records.reduce<number | null>((most, { id }) => Math.max(most ?? id, id), null);
  await look.checkpoint('before-rebuild', maintenance.id);
  await change({ state: 'asking', known_migration_id: known, asked_at: NOW, sends: row.sends + 1 });
  const { paused, cancelled } = await permit(db, lease, timing.leaseMs);
  if (paused || cancelled) return change({ state: 'waiting' });
  try {
    const { requestId } = await cloud.coldMigrate(row.instance_id, row.destination_host, signal);
    await look.checkpoint('after-rebuild', maintenance.id);
    await change({ state: 'moving', request_id: requestId });
  } catch (error) {
    if (!(error instanceof CloudError) || error.maybeSent) throw error;
    const said = error.cloudMessage ?? error.message;
    await change({ state: 'failed', reason: `Nova refused to migrate it cold: ${said}` });
  }
}

async function confirm(look: CloudLook, row: RebuildRow, destination: string | null): Promise<void> {
  const { cloud, db, lease, maintenance, signal } = look;
  await look.checkpoint('before-confirm', maintenance.id);
  await changeRebuild(db, lease, row.instance_id, { state: 'confirming', destination_host: destination });
  // Asked twice, Nova refuses the second with 409: it is confirming already, which the next look sees.
  await cloud.confirmResize(row.instance_id, signal).catch((error: unknown) => {
    if (!(error instanceof CloudError) || error.status !== 409) throw error;
  });
  await look.checkpoint('after-confirm', maintenance.id);
}
