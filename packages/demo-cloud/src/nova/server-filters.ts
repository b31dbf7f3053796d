import { badRequest } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';
import type { Instance } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { isAdmin } from './access.ts';
import { timeParameter, wholeSeconds } from './paging.ts';
import { requirePolicy } from './policies.ts';
import { refuseStrayParameters } from './schema.ts';
import { SERVER_STATUSES, serverStatus } from './server-view.ts';

/** From 2.75 on nothing else may be asked (nova/api/openstack/compute/schemas/servers.py `index_query_v275`). */
const PARAMETERS = (
  'limit marker sort_key sort_dir all_tenants changes-since changes-before deleted soft_deleted status name ' +
  'display_name description display_description uuid host node vm_state task_state power_state project_id ' +
  'tenant_id user_id image image_ref flavor ip ip6 locked locked_by reservation_id launch_index launched_at ' +
  'terminated_at created_at availability_zone kernel_id ramdisk_id hostname key_name root_device_name ' +
  'config_drive access_ip_v4 access_ip_v6 auto_disk_config progress tags tags-any not-tags not-tags-any'
).split(' ');

const flag = (text: string | null): boolean => text !== null && /^(1|true|yes|on|t|y|)$/i.test(text);

/** A regular expression, as Nova hands it to its database. */
function pattern(query: URLSearchParams, parameter: string): RegExp | null {
  const text = query.get(parameter);
  if (text === null) return null;
  try {
    return new RegExp(text);
  } catch {
    throw badRequest(`Invalid input for query parameters ${parameter}. Value: ${text}.`);
  }
}

/** The project whose instances are asked for, null for all of them. */
export function projectAsked(request: DemoRequest, policy: 'index' | 'detail'): string | null {
  const { query, token } = request;
  requirePolicy(request, `servers:${policy}`);
  if (!flag(query.get('all_tenants'))) return token.projectId;
  requirePolicy(request, `servers:${policy}:get_all_tenants`);
  return query.get('project_id') ?? query.get('tenant_id');
}

/** Which instances are asked for; 400 for what may not be asked. */
export function serverFilter(
  region: Region,
  request: DemoRequest,
  project: string | null,
): (instance: Instance) => boolean {
  const { query } = request;
  refuseStrayParameters(request, 75, PARAMETERS);
  const since = timeParameter(query, 'changes-since');
  const before = timeParameter(query, 'changes-before');
  const wantsDeleted = query.get('deleted');
  const deletedToo = isAdmin(request) && (wantsDeleted === null ? since !== null : flag(wantsDeleted));
  const statuses = query.getAll('status').map((status) => status.toUpperCase());
  // An unknown status finds nothing until 2.37.
  if (statuses.length > 0 && request.version >= 38 && !statuses.some((each) => SERVER_STATUSES.has(each)))
    throw badRequest('Invalid status value');
  const host = query.get('host');
  const onHost = host === null ? null : region.instancesByHost.get(host);
  const name = pattern(query, 'name');
  const uuids = query.getAll('uuid');
  const state = query.get('vm_state');
  const task = query.get('task_state');
  const locked = request.version >= 73 ? query.get('locked') : null;
  return (instance) =>
    (deletedToo || instance.deletedAt === null) &&
    (since !== null || wantsDeleted === null || flag(wantsDeleted) === (instance.deletedAt !== null)) &&
    (project === null || instance.projectId === project) &&
    (host === null || onHost?.has(instance) === true) &&
    (since === null || wholeSeconds(instance.updatedAt) >= since) &&
    (before === null || wholeSeconds(instance.updatedAt) <= before) &&
    (statuses.length === 0 || statuses.includes(serverStatus(instance))) &&
    (name === null || name.test(instance.name)) &&
    (uuids.length === 0 || uuids.includes(instance.id)) &&
    (state === null || instance.vmState === state) &&
    (task === null || instance.taskState === task) &&
    (locked === null || flag(locked) === instance.locked);
}
