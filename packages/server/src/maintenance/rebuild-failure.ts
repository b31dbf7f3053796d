/** Why Nova did not build an instance anew, or did not migrate it cold. */
import { CloudError, type MigrationRecord } from '@evenkeel/openstack';
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
