/**
 * One instance of a lost host, built anew elsewhere. What Nova knew is written before it is asked, as for every request
 * that may not be sent twice (docs/adr/0001-never-send-twice.md); only the record, confirmed by the instance's host, says
 * that it is over.
 */
import { CloudError, type MigrationRecord, type Server } from '@evenkeel/openstack';
import { permit } from '../db/maintenance-leases.ts';
import { changeRebuild, type RebuildRow } from '../db/maintenance-rebuilds.ts';
import { NOW } from '../db/moves.ts';
import { failureInWords, isUntraced, nullWhenGone, untracedInWords } from './rebuild-failure.ts';
import type { CloudLook } from './step.ts';

const MOST_SENDS = 3;
/** nova/compute/manager.py rebuild_instance, nova/conductor/manager.py rebuild_instance. */
const FAILED: ReadonlySet<string> = new Set(['error', 'failed']);
/** `completed` once the lost host's nova-compute is back and has removed what was built elsewhere. */
const DONE: ReadonlySet<string> = new Set(['done', 'completed']);
const STATES: ReadonlySet<string> = new Set(['active', 'stopped', 'error']);

export async function advanceEvacuation(look: CloudLook, row: RebuildRow): Promise<void> {
  const { cloud, db, lease, signal } = look;
  const change = (changes: Parameters<typeof changeRebuild>[3]) =>
    changeRebuild(db, lease, row.instance_id, changes);
  const [server, records] = await Promise.all([
    cloud.getServer(row.instance_id, signal).catch(nullWhenGone),
    cloud.listMigrations({ instanceId: row.instance_id, type: 'evacuation' }, signal),
  ]);
  if (server === null) return change({ state: 'failed', reason: `${row.instance_name} was deleted.` });
  if (row.state === 'waiting') return ask(look, row, server, records);
  // Nova writes the record before it answers.
  const record = records
    .filter(({ id }) => id > (row.known_migration_id ?? -1))
    .sort((left, right) => left.id - right.id)[0];
  if (row.state === 'asking') {
    if (record) return change({ state: 'moving' });
    const waitedMs = row.now.getTime() - (row.asked_at?.getTime() ?? 0);
    if (waitedMs < look.timing.graceMs) return;
    const reason = `Nova was asked ${row.sends} times to evacuate it and did nothing.`;
    return change(row.sends < MOST_SENDS ? { state: 'waiting' } : { state: 'failed', reason });
  }
  if (isUntraced(look, row, server, record)) return change({ state: 'failed', reason: untracedInWords(row) });
  if (!record) return;
  if (FAILED.has(record.status))
    return change({ state: 'failed', reason: await failureInWords(look, row, record, 'evacuation') });
  if (DONE.has(record.status) && server.taskState === null && server.host !== row.source_host)
    return change({ state: 'done', destination_host: server.host });
}

async function ask(
  look: CloudLook,
  row: RebuildRow,
  server: Server,
  records: readonly MigrationRecord[],
): Promise<void> {
  const { cloud, db, lease, timing, maintenance, signal } = look;
  const change = (changes: Parameters<typeof changeRebuild>[3]) =>
    changeRebuild(db, lease, row.instance_id, changes);
  if (maintenance.paused_at !== null) return;
  if (maintenance.cancel_asked_at !== null)
    return change({
      state: 'failed',
      reason: 'It was not asked for any more: the evacuation was cancelled.',
    });
  if (server.host !== row.source_host)
    return change({ state: 'failed', reason: `${row.instance_name} is on ${server.host} already.` });
  if (!STATES.has(server.vmState ?? '') || server.taskState !== null) {
    const now = server.taskState === null ? server.status : `busy (${server.taskState})`;
    return change({ state: 'failed', reason: `${row.instance_name} is ${now} now.` });
  }
  const known = records.reduce<number | null>((most, { id }) => Math.max(most ?? id, id), null);
  await look.checkpoint('before-rebuild', maintenance.id);
  await change({ state: 'asking', known_migration_id: known, asked_at: NOW, sends: row.sends + 1 });
  const { paused, cancelled } = await permit(db, lease, timing.leaseMs);
  if (paused || cancelled) return change({ state: 'waiting' });
  try {
    const { requestId } = await cloud.evacuate(row.instance_id, row.destination_host, signal);
    await look.checkpoint('after-rebuild', maintenance.id);
    await change({ state: 'moving', request_id: requestId });
  } catch (error) {
    if (!(error instanceof CloudError) || error.maybeSent) throw error;
    const said = error.cloudMessage ?? error.message;
    const request = error.requestId ? ` (request ${error.requestId})` : '';
    await change({ state: 'failed', reason: `Nova refused to evacuate it: ${said}${request}` });
  }
}
