import { badRequest } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';
import type { Host, Resources } from '../state/model.ts';
import type { Region } from '../state/region.ts';

/** Who holds what on this host. */
export function allocationsOn(region: Region, host: Host, version: number): Record<string, unknown> {
  return Object.fromEntries(
    region
      .allocationsOfHost(host.name)
      .map(({ consumerId, resources }) => [
        consumerId,
        { resources: amounts(resources), ...(version >= 28 && { consumer_generation: 1 }) },
      ]),
  );
}

/** The consumer is an instance or, for the source's side of a move, its migration; none at all is an empty answer. */
export function consumerView(region: Region, request: DemoRequest): unknown {
  const allocation = region.allocation(request.params.id ?? '');
  const host = allocation && region.hosts.get(allocation.host);
  if (!allocation || !host) return { allocations: {} };
  const { version } = request;
  return {
    allocations: { [host.hypervisorId]: { resources: amounts(allocation.resources), generation: 1 } },
    ...(version >= 12 && { project_id: allocation.projectId, user_id: allocation.userId }),
    ...(version >= 28 && { consumer_generation: 1 }),
    ...(version >= 38 && { consumer_type: 'unknown' }),
  };
}

/** What a project holds in all, by type of consumer from 1.38 on; Nova tells placement no type. */
export function projectUsages(region: Region, request: DemoRequest): unknown {
  const project = request.query.get('project_id');
  if (project === null)
    throw badRequest("Invalid query string parameters: 'project_id' is a required property");
  const held = region.allocations().filter(({ projectId }) => projectId === project);
  const sums: Record<string, number> = {};
  for (const { resources } of held) {
    for (const [name, amount] of Object.entries(resources)) sums[name] = (sums[name] ?? 0) + amount;
  }
  if (request.version < 38) return { usages: sums };
  const consumers = new Set(held.map(({ consumerId }) => consumerId)).size;
  return { usages: held.length === 0 ? {} : { unknown: { ...sums, consumer_count: consumers } } };
}

/** Nova leaves out what is none, such as the disk of an instance that boots from a volume. */
function amounts(resources: Resources): Record<string, number> {
  return Object.fromEntries(Object.entries(resources).filter(([, amount]) => amount > 0));
}
