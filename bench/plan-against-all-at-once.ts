/**
 * Evenkeel's plan beside what `nova host-evacuate-live` does: every request at once, the hosts chosen by Nova's scheduler.
 * The second is simulated after its rules: it asks for room as placement gives it out, and knows of group members only
 * where they run, not where they are on their way to (nova/scheduler/filters/affinity_filter.py).
 */
import {
  CloudModel,
  type CloudSnapshot,
  DEFAULT_PACE,
  forecast,
  type GroupSnapshot,
  type HostFacts,
  type InstanceFacts,
  lowerBoundSeconds,
  MEMORY,
  type PlanStep,
  planDrain,
  validate,
} from '@evenkeel/domain';
import { aligned } from './report.ts';

const CLOUDS = 20;
const DRAINED = ['host-00', 'host-01', 'host-02'];
const limits = { perSourceHost: 1, perDestinationHost: 2, total: null };
const unlimited = { perSourceHost: null, perDestinationHost: null, total: null };

interface Result {
  wanted: number;
  refused: number;
  /** By the memory that the other hosts have free, so many at least have to stay. */
  atLeast: number;
  clashes: number;
  others: number;
  broken: number;
  seconds: number;
  bound: number;
}

/** The table, in lines of text. */
export function planAgainstAllAtOnce(): string {
  const rows = [0.7, 0.8, 0.88].flatMap((fullness) => {
    const clouds = Array.from({ length: CLOUDS }, (_, seed) => tightCloud(seed + 1, fullness));
    const percent = `${Math.round(fullness * 100)} % of memory given out`;
    return [row(percent, clouds.map(ours)), row('  peer: all requests at once', clouds.map(allAtOnce))];
  });
  const titles = [
    '',
    'to go',
    'left behind',
    'groups broken',
    'others moved',
    'rules broken',
    'time',
    'time/bound',
  ];
  return [
    `Emptying 3 of 20 hosts with groups of 3 that are kept apart; sums over ${CLOUDS} clouds, times forecast at 10 Gb/s.`,
    'Left behind is also who is sent to another of the three; at least so many have to be, by memory alone.',
    ...aligned([titles, ...rows]),
  ].join('\n');
}

function row(what: string, results: readonly Result[]): string[] {
  const sum = (of: (result: Result) => number) => results.reduce((all, one) => all + of(one), 0);
  const counts = [
    sum(({ wanted }) => wanted),
    sum(({ refused }) => refused),
    sum(({ atLeast }) => atLeast),
    sum(({ clashes }) => clashes),
    sum(({ others }) => others),
    sum(({ broken }) => broken),
  ];
  const minutes = `${(sum(({ seconds }) => seconds) / 60).toFixed(0)} min`;
  const ratio = `${(sum(({ seconds }) => seconds) / sum(({ bound }) => bound)).toFixed(2)}`;
  return [what, ...counts.map(String), minutes, ratio];
}

function ours(cloud: CloudSnapshot): Result {
  const plan = planDrain(cloud, { hosts: DRAINED, limits });
  let state = 1;
  const choose = (happenings: readonly unknown[]) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % happenings.length;
  };
  const broken = Array.from({ length: 5 }, () =>
    validate(cloud, { steps: plan.steps, closed: DRAINED, limits: unlimited, choose }),
  ).filter((rule) => rule !== null).length;
  const leaving = plan.steps.filter(({ from }) => DRAINED.includes(from));
  return {
    wanted: leaving.length + plan.blockers.length,
    refused: plan.blockers.length,
    atLeast: leastLeftBehind(cloud),
    clashes: 0,
    others: plan.steps.length - leaving.length,
    broken,
    seconds: plan.seconds ?? 0,
    bound: plan.lowerBoundSeconds ?? 0,
  };
}

/** How many do not fit even if memory were one large pool and groups did not matter: the smallest are taken first. */
function leastLeftBehind({ hosts, instances }: CloudSnapshot): number {
  const memory = (host: HostFacts) =>
    (host.resources.memoryMb?.total ?? 0) - (host.resources.memoryMb?.used ?? 0);
  const others = hosts.filter(({ name }) => !DRAINED.includes(name));
  let free = others.reduce((sum, host) => sum + memory(host), 0);
  return instances
    .filter(({ host }) => host !== null && DRAINED.includes(host))
    .map(({ memoryMb }) => memoryMb ?? 0)
    .sort((a, b) => a - b)
    .filter((needed) => {
      free -= needed;
      return free < 0;
    }).length;
}

/** Each request takes the host with the most free memory (Nova's RAM weigher) of those its filters let through. */
function allAtOnce(cloud: CloudSnapshot): Result {
  const model = new CloudModel(cloud);
  const steps: PlanStep[] = [];
  const result = { wanted: 0, refused: 0, atLeast: leastLeftBehind(cloud), clashes: 0, others: 0, broken: 0 };
  for (const name of DRAINED) {
    for (const instance of model.on(model.host(name))) {
      result.wanted += 1;
      const seen = (host: number) =>
        model.groups
          .of(instance)
          .some((group) =>
            (model.groups.groups[group] as GroupSnapshot).members.some(
              (member) => model.hostOf[model.instance(member)] === host,
            ),
          );
      // Nobody has disabled the hosts that are to be emptied: they get instances of each other.
      const hosts = [...model.hosts.keys()].filter(
        (host) => model.hasRoom(instance, host) && model.compatible(instance, host) && !seen(host),
      );
      const to = hosts.sort((a, b) => model.free(b, MEMORY) - model.free(a, MEMORY) || a - b)[0];
      if (to === undefined) {
        result.refused += 1;
        continue;
      }
      if (DRAINED.includes((model.hosts[to] as HostFacts).name)) result.refused += 1;
      if (model.groups.forbidding(instance, to)) result.clashes += 1;
      model.hold(instance, to);
      const facts = model.instances[instance] as InstanceFacts;
      const bytes = (facts.memoryMb ?? 0) * 1024 ** 2;
      const toName = (model.hosts[to] as HostFacts).name;
      const { id, name: instanceName } = facts;
      steps.push({
        instanceId: id,
        instanceName,
        from: name,
        to: toName,
        why: '',
        bytes,
        after: [],
        wave: 0,
      });
    }
  }
  const { seconds } = forecast(steps, unlimited, DEFAULT_PACE);
  return { ...result, seconds, bound: lowerBoundSeconds(steps, unlimited, DEFAULT_PACE) };
}

/** 20 hosts of 256 GiB, as full as is said, with large and small instances; half of them in groups of three. */
function tightCloud(seed: number, fullness: number): CloudSnapshot {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const total = 262_144;
  const instances: InstanceFacts[] = [];
  const resource = (all: number, used: number) => ({ total: all, reserved: 0, allocationRatio: 1, used });
  const hosts = Array.from({ length: 20 }, (_, number): HostFacts => {
    const name = `host-${String(number).padStart(2, '0')}`;
    let used = 0;
    while (used < total * fullness) {
      const memoryMb = [4_096, 4_096, 8_192, 16_384, 32_768][Math.floor(random() * 5)] as number;
      if (used + memoryMb > total) continue;
      used += memoryMb;
      instances.push(instanceOf(String(instances.length), name, memoryMb));
    }
    return {
      name,
      zone: 'az',
      status: 'enabled',
      state: 'up',
      disabledReason: null,
      hypervisorType: 'QEMU',
      hypervisorVersion: 7_002_000,
      cpu: null,
      diskAvailableLeastGb: null,
      resources: { vcpu: resource(4_096, 0), memoryMb: resource(total, used), diskGb: null },
    };
  });
  return { hosts, instances, groups: apart(instances, random) };
}

function instanceOf(id: string, host: string, memoryMb: number): InstanceFacts {
  return {
    id,
    name: `vm-${id}`,
    status: 'ACTIVE',
    vmState: 'active',
    taskState: null,
    host,
    locked: false,
    pinnedZone: null,
    vcpus: 1,
    memoryMb,
    localDiskGb: 0,
    hasOpenMove: false,
  };
}

/** Groups of three on three hosts, from half of the instances in an order of chance. */
function apart(instances: readonly InstanceFacts[], random: () => number): GroupSnapshot[] {
  const shuffled = instances
    .map((instance) => ({ instance, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, instances.length / 2)
    .map(({ instance }) => instance);
  const groups: GroupSnapshot[] = [];
  for (let first = 0; first + 2 < shuffled.length; first += 3) {
    const three = shuffled.slice(first, first + 3);
    if (new Set(three.map(({ host }) => host)).size < 3) continue;
    const id = `group-${groups.length}`;
    const members = three.map((one) => one.id);
    groups.push({ id, name: id, policy: 'anti-affinity', maxServerPerHost: null, members });
  }
  return groups;
}
