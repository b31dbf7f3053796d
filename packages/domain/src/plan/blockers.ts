import type { InstanceFacts } from '../facts.ts';
import type { Destinations } from './destinations.ts';
import type { CloudModel } from './model.ts';
import type { PlanBlocker } from './types.ts';

/** What is said of so many hosts, by the code of the refusal: the verb for one, for several, and the rest. */
const SAYINGS: Readonly<Record<string, readonly [string, string, string]>> = {
  'host-disabled': ['is', 'are', 'disabled'],
  'host-down': ['is', 'are', 'down'],
  'vcpus-short': ['lacks', 'lack', 'VCPUs'],
  'memory-short': ['lacks', 'lack', 'memory'],
  'disk-short': ['lacks', 'lack', 'disk in placement'],
  'disk-available': ['lacks', 'lack', 'disk'],
  'vcpus-unknown': ['does', 'do', 'not show how many VCPUs are free'],
  'memory-unknown': ['does', 'do', 'not show how much memory is free'],
  'anti-affinity': ['has', 'have', 'as many of its group as it allows'],
  affinity: ['is', 'are', 'without another member of its affinity group'],
  'pcpus-short': ['lacks', 'lack', 'CPUs to pin'],
  'resource-short': ['lacks', 'lack', 'a resource that it asks for'],
  'resource-unknown': ['does', 'do', 'not show a resource that it asks for'],
  'zone-pinned': ['is', 'are', 'outside its zone'],
  'hypervisor-type': ['has', 'have', 'another hypervisor'],
  'hypervisor-older': ['has', 'have', 'an older hypervisor'],
  'cpu-architecture': ['has', 'have', 'another CPU architecture'],
  'cpu-vendor': ['has', 'have', 'a CPU of another vendor'],
  excluded: ['has', 'have', 'refused it before'],
};

const NEXT_STEPS: Readonly<Record<string, string>> = {
  'host-disabled': 'Enable one of the disabled hosts, or leave it where it is for now.',
  'host-down': 'Bring one of the hosts back that are down, or leave it where it is for now.',
  'anti-affinity':
    'Move another member of its group away by hand, or ask its owner to allow more members a host.',
  affinity:
    'Nova moves a member of an affinity group only to where another member is. Leave it where it is for now.',
  'zone-pinned': 'Free room on the hosts of its zone, or enable one there.',
  excluded: 'See why the hosts refused it, mend that, and plan again.',
};
const ROOM =
  'Free room on a host that suits it, keep less of the hosts free, or leave it where it is for now.';
const UNSUITED = 'Add a host that suits it, or leave it where it is for now.';

/** Why an instance has nowhere to go, summed up over every host but its own and those that are to be emptied. */
export function blockerOf(model: CloudModel, destinations: Destinations, instance: number): PlanBlocker {
  const facts = model.instances[instance] as InstanceFacts;
  const counts = new Map<string, number>();
  let asked = 0;
  let group: string | undefined;
  for (let host = 0; host < model.hosts.length; host += 1) {
    const closed = destinations.closedTo(instance, host);
    if (closed === 'draining' || model.hostOf[instance] === host) continue;
    asked += 1;
    const refusal = model.refusal(instance, host);
    const code =
      refusal && STATIC_FIRST.has(refusal.code) ? refusal.code : (closed ?? refusal?.code ?? 'room');
    group ??= refusal?.group;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const code = sorted.length === 1 ? (sorted[0]?.[0] as string) : 'nowhere-to-go';
  const size = `${facts.vcpus} ${facts.vcpus === 1 ? 'VCPU' : 'VCPUs'}, ${facts.memoryMb} MiB${facts.localDiskGb ? `, ${facts.localDiskGb} GiB of local disk` : ''}`;
  const where =
    asked === 0
      ? 'there is no other host that is not to be emptied too'
      : `of ${asked} other ${asked === 1 ? 'host' : 'hosts'} ${listed(sorted.map(([one, count]) => saying(one, count)))}`;
  const ofGroup = group === undefined ? '' : ` Its group is ${group}.`;
  return {
    instanceId: facts.id,
    instanceName: facts.name,
    host: facts.host,
    code: asked === 0 ? 'no-other-host' : code,
    message: `${facts.name} (${size}) has nowhere to go: ${where}.${ofGroup}`,
    nextStep: nextStepOf(sorted.map(([one]) => one)),
  };
}

/** Refusals that stand whether or not a host was excluded. */
const STATIC_FIRST: ReadonlySet<string> = new Set(['host-disabled', 'host-down']);

function saying(code: string, count: number): string {
  const [one, several, rest] = SAYINGS[code] ?? ['does', 'do', `not suit it (${code})`];
  return `${count} ${count === 1 ? one : several} ${rest}`;
}

/** What can be mended soonest: room, then what a person can switch, then what would need another host. */
function nextStepOf(codes: readonly string[]): string {
  if (codes.includes('affinity')) return NEXT_STEPS.affinity as string;
  if (codes.some((code) => code.endsWith('-short') || code === 'disk-available' || code === 'room'))
    return ROOM;
  const known = codes.find((code) => NEXT_STEPS[code] !== undefined);
  return known === undefined ? UNSUITED : (NEXT_STEPS[known] as string);
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
