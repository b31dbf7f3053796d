import type { PowerState } from '@evenkeel/contract';
import type { Server } from '@evenkeel/openstack';

const BY_STATUS: ReadonlyMap<string, PowerState> = new Map([
  ['ERROR', 'error'],
  ['REBOOT', 'rebooting'],
  ['HARD_REBOOT', 'rebooting'],
  ['BUILD', 'building'],
  ['REBUILD', 'building'],
  ['SHELVED', 'shelved'],
  ['SHELVED_OFFLOADED', 'shelved'],
  ['PAUSED', 'paused'],
  ['SUSPENDED', 'suspended'],
  ['SHUTOFF', 'off'],
  ['DELETED', 'off'],
  ['SOFT_DELETED', 'off'],
  ['UNKNOWN', 'unknown'],
]);

/** nova/objects/fields.py `InstancePowerState`: what the hypervisor said when it was last asked. */
const BY_POWER: ReadonlyMap<number, PowerState> = new Map([
  [1, 'on'],
  [3, 'paused'],
  [4, 'off'],
  [6, 'error'],
  [7, 'suspended'],
]);

/**
 * The one word people see. A migration goes first, then what Nova's status says (nova/api/openstack/common.py
 * `_STATE_MAP`); ACTIVE, RESCUE and the resize states leave it to the hypervisor. An ACTIVE server whose power state the
 * cloud does not show is taken as on.
 */
export function powerStateOf(
  server: Pick<Server, 'status' | 'taskState' | 'powerState' | 'partial'>,
): PowerState {
  if (server.partial) return 'unknown';
  if (server.status === 'MIGRATING' || server.taskState === 'migrating') return 'migrating';
  if (server.taskState?.startsWith('reboot')) return 'rebooting';
  const byStatus = BY_STATUS.get(server.status);
  if (byStatus) return byStatus;
  if (server.powerState === null) return server.status === 'ACTIVE' ? 'on' : 'unknown';
  return BY_POWER.get(server.powerState) ?? 'unknown';
}
