import { badRequest, HttpError, notFound } from './http/errors.ts';
import { type DemoRequest, ok, Router } from './http/router.ts';
import type { Host, Resources } from './state/model.ts';
import type { Region } from './state/region.ts';

/** Placement 1.0 to 1.39, read only (operations.md A8). */
export function createPlacement(region: Region): Router {
  const provider = (
    path: string,
    view: (host: Host) => unknown,
  ): [string, string, (request: DemoRequest) => ReturnType<typeof ok>] => [
    'GET',
    `/resource_providers/:id${path}`,
    (request) => ok(view(hostOf(region, request))),
  ];
  return new Router()
    .on('GET', '/resource_providers', (request) =>
      ok({ resource_providers: listProviders(region, request).map(providerView) }),
    )
    .on(...provider('', providerView))
    .on(...provider('/inventories', (host) => ({ ...GENERATION, inventories: inventories(host) })))
    .on(...provider('/usages', (host) => ({ ...GENERATION, usages: { ...region.usage(host.name) } })))
    .on(...provider('/traits', (host) => ({ ...GENERATION, traits: traits(host) })))
    .on(...provider('/aggregates', (host) => ({ ...GENERATION, aggregates: aggregates(region, host) })))
    .on(...provider('/allocations', (host) => ({ ...GENERATION, allocations: allocations(region, host) })))
    .on('GET', '/usages', (request) => ok(projectUsages(region, request)))
    .on('GET', '/allocations/:id', (request) => ok(consumerView(region, request.params.id ?? '')))
    .on('GET', '/allocation_candidates', (request) => ok(candidates(region, request)));
}

const GENERATION = { resource_provider_generation: 1 };

function listProviders(region: Region, request: DemoRequest): Host[] {
  const uuid = request.query.get('uuid');
  const name = request.query.get('name');
  return [...region.hosts.values()].filter(
    (host) =>
      (uuid === null || host.hypervisorId === uuid) && (name === null || host.hypervisorHostname === name),
  );
}

function hostOf(region: Region, request: DemoRequest): Host {
  const id = request.params.id ?? '';
  const host = [...region.hosts.values()].find(({ hypervisorId }) => hypervisorId === id);
  if (!host)
    throw notFound(`No resource provider with uuid ${id} found : No resource provider with uuid ${id} found`);
  return host;
}

function providerView(host: Host): unknown {
  const uuid = host.hypervisorId;
  const self = `/resource_providers/${uuid}`;
  const rels = ['inventories', 'usages', 'aggregates', 'traits', 'allocations'];
  const links = [{ rel: 'self', href: self }, ...rels.map((rel) => ({ rel, href: `${self}/${rel}` }))];
  return {
    uuid,
    name: host.hypervisorHostname,
    generation: 1,
    links,
    parent_provider_uuid: null,
    root_provider_uuid: uuid,
  };
}

function inventories(host: Host): Record<string, unknown> {
  const inventory = (total: number, reserved: number, ratio: number) => ({
    total,
    reserved,
    min_unit: 1,
    max_unit: total,
    step_size: 1,
    allocation_ratio: ratio,
  });
  return {
    VCPU: inventory(host.vcpus, 0, host.vcpuRatio),
    MEMORY_MB: inventory(host.memoryMb, host.reservedMemoryMb, host.memoryRatio),
    DISK_GB: inventory(host.diskGb, 0, host.diskRatio),
  };
}

/** A disabled host carries the trait that keeps it out of schedules. */
function traits(host: Host): string[] {
  const common = ['COMPUTE_NODE', 'HW_CPU_X86_AVX2', 'HW_CPU_X86_AESNI', 'COMPUTE_VOLUME_ATTACH'];
  return host.enabled && !host.forcedDown ? common : [...common, 'COMPUTE_STATUS_DISABLED'];
}

function aggregates(region: Region, host: Host): string[] {
  return region.aggregates.filter(({ hosts }) => hosts.includes(host.name)).map(({ uuid }) => uuid);
}

function allocations(region: Region, host: Host): Record<string, unknown> {
  return Object.fromEntries(
    region
      .allocationsOfHost(host.name)
      .map(({ consumerId, resources }) => [
        consumerId,
        { resources: amounts(resources), consumer_generation: 1 },
      ]),
  );
}

/** Nova leaves out what is none, such as the disk of an instance that boots from a volume. */
function amounts(resources: Resources): Record<string, number> {
  return Object.fromEntries(Object.entries(resources).filter(([, amount]) => amount > 0));
}

/** The consumer is an instance or, for the source's side of a move, its migration; none at all is an empty answer. */
function consumerView(region: Region, consumerId: string): unknown {
  const allocation = region.allocation(consumerId);
  const host = allocation && region.hosts.get(allocation.host);
  if (!allocation || !host) return { allocations: {} };
  return {
    allocations: { [host.hypervisorId]: { resources: amounts(allocation.resources), generation: 1 } },
    project_id: allocation.projectId,
    user_id: allocation.userId,
    consumer_generation: 1,
    consumer_type: 'unknown',
  };
}

/** What a project holds in all, by type of consumer from 1.38 on; Nova tells placement no type. */
function projectUsages(region: Region, request: DemoRequest): unknown {
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

/** Which hosts still have room for `resources=VCPU:1,MEMORY_MB:512`. */
function candidates(region: Region, request: DemoRequest): unknown {
  const text = request.query.get('resources');
  if (text === null) throw badRequest("Invalid query string parameters: 'resources' is a required property");
  const wanted = Object.fromEntries(
    text
      .split(',')
      .map((part) => part.split(':'))
      .map(([name, amount]) => [name ?? '', Number(amount)]),
  );
  if (request.version < 16 && request.query.has('limit')) {
    throw badRequest(
      "Invalid query string parameters: Additional properties are not allowed ('limit' was unexpected)",
    );
  }
  const limit = Number(request.query.get('limit') ?? Number.POSITIVE_INFINITY);
  const fitting = [...region.hosts.values()].filter((host) => fits(region, host, wanted)).slice(0, limit);
  const allocationRequest = (host: Host) => ({
    allocations: { [host.hypervisorId]: { resources: wanted } },
    mappings: { '': [host.hypervisorId] },
  });
  const summary = (host: Host) => {
    const capacity = region.capacity(host);
    const usage = region.usage(host.name);
    const classes = (['VCPU', 'MEMORY_MB', 'DISK_GB'] as const).map((name) => [
      name,
      { capacity: Math.floor(capacity[name]), used: usage[name] },
    ]);
    return [
      host.hypervisorId,
      {
        resources: Object.fromEntries(classes),
        traits: traits(host),
        parent_provider_uuid: null,
        root_provider_uuid: host.hypervisorId,
      },
    ];
  };
  return {
    allocation_requests: fitting.map(allocationRequest),
    provider_summaries: Object.fromEntries(fitting.map(summary)),
  };
}

function fits(region: Region, host: Host, wanted: Record<string, number>): boolean {
  const capacity: Record<string, number> = { ...region.capacity(host) };
  const usage: Record<string, number> = { ...region.usage(host.name) };
  return Object.entries(wanted).every(([name, amount]) => {
    const total = capacity[name];
    if (total === undefined)
      throw new HttpError(
        400,
        `Invalid resource class in resources parameter: No such resource class ${name}.`,
      );
    return (usage[name] ?? 0) + amount <= total;
  });
}
