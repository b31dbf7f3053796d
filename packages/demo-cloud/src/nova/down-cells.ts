import { unexpected } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';
import { secondsText } from '../state/clock.ts';
import type { Instance } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { flavorOf, imageOf, linksOf, serverGroupsOf } from './server-view.ts';

/** What is left of a cloud when a cell does not answer (nova api-guide down_cells.rst, operations.md A10). */

/** From here on partial answers; before, what is lost is left out. */
const FIRST_PARTIAL = 69;
/** Whatever else is asked for can not be tested on what is lost, which is then left out. */
const KNOWN_FILTERS = ['all_tenants', 'project_id', 'tenant_id', 'deleted'];

/** The instances of a list that are shown with hardly more than their id; none where Nova leaves them out. */
export function partialInstances(
  region: Region,
  request: DemoRequest,
  project: string | null,
  room: number,
): Instance[] {
  if (region.downCells.size === 0 || request.version < FIRST_PARTIAL) return [];
  if ([...request.query.keys()].some((name) => !KNOWN_FILTERS.includes(name))) return [];
  const found = region.instancesByAge.filter(
    (instance) =>
      instance.deletedAt === null &&
      region.isLost(instance) &&
      (project === null || instance.projectId === project),
  );
  return found.slice(0, room);
}

/** As lists show it. */
export function partialView(instance: Instance, request: DemoRequest): Record<string, unknown> {
  return {
    id: instance.id,
    status: 'UNKNOWN',
    tenant_id: instance.projectId,
    created: secondsText(instance.createdAt),
    links: linksOf(instance, request),
  };
}

/** As `GET /servers/{id}` shows it: with what the API's own database knows; 500 below 2.69. */
export function partialDetail(
  region: Region,
  instance: Instance,
  request: DemoRequest,
): Record<string, unknown> {
  if (request.version < FIRST_PARTIAL) throw unexpected();
  return {
    ...partialView(instance, request),
    user_id: instance.userId,
    image: imageOf(instance, request),
    flavor: flavorOf(instance, request),
    'OS-EXT-AZ:availability_zone': instance.pinnedZone ?? 'UNKNOWN',
    'OS-EXT-STS:power_state': 0,
    ...(request.version >= 71 && { server_groups: serverGroupsOf(region, instance) }),
  };
}
