import type { InstanceFacts } from '../facts.ts';
import { extraSpecMatcher } from './extra-specs-match.ts';

/** What an instance asks for by its flavor's extra specs (nova/scheduler/utils.py, ResourceRequest). */
export interface Wanted {
  /** Resource classes of `resources:CLASS`, which go before what the flavor says itself. */
  resources: ReadonlyMap<string, number>;
  /** Classes of numbered groups (`resources1:CLASS`): other providers than the host may give them. */
  groupedClasses: readonly string[];
  requiredTraits: readonly string[];
  forbiddenTraits: readonly string[];
  /** For the aggregates: key, wanted value, whether the key has the filter's own scope, and whether a value suits. */
  aggregateSpecs: readonly AggregateSpec[];
  /** All CPUs pinned (`hw:cpu_policy=dedicated`), and one more for the emulator. */
  dedicatedCpus: boolean;
  isolatedEmulator: boolean;
  /** Extra specs for which Nova has to find room in a NUMA node, pinned CPUs or huge pages. */
  numaKeys: readonly string[];
}

export interface AggregateSpec {
  key: string;
  wanted: string;
  scoped: boolean;
  matches: (value: string) => boolean;
}

const NOTHING: Wanted = parse({});

/** One parse for each flavor: instances of one flavor share the object of its extra specs. */
const parsed = new WeakMap<Readonly<Record<string, string>>, Wanted>();

/** Nothing, where the extra specs are not known. */
export function wantedOf({ extraSpecs }: Pick<InstanceFacts, 'extraSpecs'>): Wanted {
  if (!extraSpecs) return NOTHING;
  let wanted = parsed.get(extraSpecs);
  if (!wanted) {
    wanted = parse(extraSpecs);
    parsed.set(extraSpecs, wanted);
  }
  return wanted;
}

const SCOPE = 'aggregate_instance_extra_specs:';
const PLACEMENT_KEY = /^(resources|trait)([a-zA-Z0-9_-]{1,64})?:(.*)$/;
const NUMA_KEY =
  /^hw:(cpu_(policy|thread_policy|dedicated_mask|realtime.*)|numa_.*|mem_page_size|emulator_threads_policy|pci_numa_affinity_policy)$/;

function parse(extraSpecs: Readonly<Record<string, string>>): Wanted {
  const resources = new Map<string, number>();
  const groupedClasses: string[] = [];
  const requiredTraits: string[] = [];
  const forbiddenTraits: string[] = [];
  const aggregateSpecs: AggregateSpec[] = [];
  for (const [key, value] of Object.entries(extraSpecs)) {
    const [, kind, group, name = ''] = PLACEMENT_KEY.exec(key) ?? [];
    if (kind === 'resources' && group) groupedClasses.push(name);
    else if (kind === 'resources') resources.set(name, Number(value) || 0);
    // The traits of a numbered group are those of whichever provider gives its resources.
    else if (kind === 'trait' && !group && value === 'required') requiredTraits.push(name);
    else if (kind === 'trait' && !group && value === 'forbidden') forbiddenTraits.push(name);
    else if (key.startsWith(SCOPE)) aggregateSpecs.push(specOf(key.slice(SCOPE.length), value, true));
    else if (!key.includes(':') && key !== 'group_policy') aggregateSpecs.push(specOf(key, value, false));
  }
  return {
    resources,
    groupedClasses,
    requiredTraits,
    forbiddenTraits,
    aggregateSpecs,
    dedicatedCpus: extraSpecs['hw:cpu_policy'] === 'dedicated',
    isolatedEmulator: extraSpecs['hw:emulator_threads_policy'] === 'isolate',
    numaKeys: Object.keys(extraSpecs).filter(
      (key) => NUMA_KEY.test(key) && !(key === 'hw:cpu_policy' && extraSpecs[key] === 'shared'),
    ),
  };
}

function specOf(key: string, wanted: string, scoped: boolean): AggregateSpec {
  return { key, wanted, scoped, matches: extraSpecMatcher(wanted) };
}
