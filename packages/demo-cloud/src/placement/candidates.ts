import { badRequest, HttpError } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { traitsOf } from '../state/traits.ts';
import { aggregatesOf } from './providers.ts';

/** What may be asked, each with its first microversion. */
const PARAMETERS: Record<string, number> = {
  resources: 10,
  limit: 16,
  required: 17,
  member_of: 21,
  group_policy: 25,
  in_tree: 31,
};
const CLASSES = ['VCPU', 'MEMORY_MB', 'DISK_GB'] as const;

/** `GET /allocation_candidates`: which hosts still have room for `resources=VCPU:1,MEMORY_MB:512`, changing nothing. */
export function allocationCandidates(region: Region, request: DemoRequest): unknown {
  const { query, version } = request;
  const stray = [...query.keys()].find((name) => (PARAMETERS[name] ?? Number.POSITIVE_INFINITY) > version);
  if (stray) throw invalid(`Additional properties are not allowed ('${stray}' was unexpected)`);
  const text = query.get('resources');
  if (text === null) throw invalid("'resources' is a required property");
  const limitText = query.get('limit');
  if (limitText !== null && !/^[1-9]\d*$/.test(limitText))
    throw invalid(`'${limitText}' does not match '^[1-9][0-9]*$'`);
  const wanted = amountsOf(text);
  const limit = limitText === null ? Number.POSITIVE_INFINITY : Number(limitText);
  const passes = filter(region, query);
  const fitting = [...region.hosts.values()]
    .filter((host) => passes(host) && fits(region, host, wanted))
    .slice(0, limit);
  return {
    allocation_requests: fitting.map((host) => requestFor(host, wanted, version)),
    provider_summaries: Object.fromEntries(
      fitting.map((host) => [host.hypervisorId, summaryOf(region, host, wanted, version)]),
    ),
  };
}

const invalid = (text: string): HttpError => badRequest(`Invalid query string parameters: ${text}`);

function amountsOf(text: string): Record<string, number> {
  const pairs = text.split(',').map((part) => part.split(':'));
  return Object.fromEntries(pairs.map(([name = '', amount]) => [name, Number(amount)]));
}

/** Traits, forbidden ones with `!`, aggregates (one of `in:a,b`), and the tree of one provider. */
function filter(region: Region, query: URLSearchParams): (host: Host) => boolean {
  const required = query.getAll('required').flatMap((text) => text.split(','));
  const memberOf = query.getAll('member_of').map((text) => text.replace(/^in:/, '').split(','));
  const tree = query.get('in_tree');
  return (host) => {
    const traits = traitsOf(host);
    const aggregates = memberOf.length === 0 ? [] : aggregatesOf(region, host);
    return (
      (tree === null || tree === host.hypervisorId) &&
      required.every((trait) =>
        trait.startsWith('!') ? !traits.includes(trait.slice(1)) : traits.includes(trait),
      ) &&
      memberOf.every((choices) => choices.some((uuid) => aggregates.includes(uuid)))
    );
  };
}

function fits(region: Region, host: Host, wanted: Record<string, number>): boolean {
  const capacity: Record<string, number> = { ...region.capacity(host) };
  const usage: Record<string, number> = { ...region.usage(host.name) };
  return Object.entries(wanted).every(([name, amount]) => {
    const total = capacity[name];
    if (total === undefined)
      throw badRequest(`Invalid resource class in resources parameter: No such resource class ${name}.`);
    return (usage[name] ?? 0) + amount <= total;
  });
}

/** A list until 1.11; with the mapping of its groups from 1.34 on. */
function requestFor(host: Host, wanted: Record<string, number>, version: number): unknown {
  const uuid = host.hypervisorId;
  if (version < 12) return { allocations: [{ resource_provider: { uuid }, resources: wanted }] };
  return {
    allocations: { [uuid]: { resources: wanted } },
    ...(version >= 34 && { mappings: { '': [uuid] } }),
  };
}

/** Only the classes that were asked for until 1.26. */
function summaryOf(region: Region, host: Host, wanted: Record<string, number>, version: number): unknown {
  const capacity = region.capacity(host);
  const usage = region.usage(host.name);
  const shown = CLASSES.filter((name) => version >= 27 || name in wanted);
  const resources = Object.fromEntries(
    shown.map((name) => [name, { capacity: Math.floor(capacity[name]), used: usage[name] }]),
  );
  return {
    resources,
    ...(version >= 17 && { traits: traitsOf(host) }),
    ...(version >= 29 && { parent_provider_uuid: null, root_provider_uuid: host.hypervisorId }),
  };
}
