/** Why Nova did not build an instance anew, or did not migrate it cold. */
import { CloudError, type MigrationRecord, type Server } from '@evenkeel/openstack';
import type { RebuildRow } from '../db/maintenance-rebuilds.ts';
import type { CloudLook } from './step.ts';

/** The reason stands, if anywhere, in the action's events (operations.md A5). */
export async function failureInWords(
  { cloud, signal }: Pick<CloudLook, 'cloud' | 'signal'>,
  { instance_id: id, request_id: requestId }: Pick<RebuildRow, 'instance_id' | 'request_id'>,
  record: MigrationRecord,
  what: 'cold migration' | 'evacuation',
): Promise<string> {
  const action = requestId && (await cloud.getInstanceAction(id, requestId, signal).catch(nullWhenGone));
  const details = action && action.events?.find((event) => event.result === 'Error')?.details;
  const where = requestId ? ` (request ${requestId})` : '';
  if (details) return `Its ${what} failed: ${details.trim()}${where}`;
  const log = what === 'evacuation' ? (record.destinationHost ?? 'the controller') : record.sourceHost;
  return `Its ${what} ended as "${record.status}" and Nova gives no reason${where}: see the log of Nova on ${log}.`;
}

export function nullWhenGone(error: unknown): null {
  if (error instanceof CloudError && error.status === 404) return null;
  throw error;
}

/** Nova took the request up, and by now shows neither a record nor anything that it does: nobody would ever hear of it. */
export function isUntraced(
  { timing }: Pick<CloudLook, 'timing'>,
  { now, asked_at: askedAt, source_host: source }: Pick<RebuildRow, 'now' | 'asked_at' | 'source_host'>,
  { taskState, status, host }: Pick<Server, 'taskState' | 'status' | 'host'>,
  record: MigrationRecord | undefined,
): boolean {
  if (record || taskState !== null || status === 'VERIFY_RESIZE' || host !== source) return false;
  return now.getTime() - (askedAt?.getTime() ?? 0) >= timing.graceMs;
}

export function untracedInWords({ kind, source_host: host, request_id: id }: RebuildRow): string {
  const what = kind === 'evacuation' ? 'evacuate' : 'migrate';
  const where = id ? ` (request ${id})` : '';
  return `Nova took the request to ${what} it and shows no trace of it${where}: see the log of nova-conductor, and of Nova on ${host}.`;
}
