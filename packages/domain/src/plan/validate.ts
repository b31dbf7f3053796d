/**
 * Carries a plan out in thought, step by step and rule by rule, without anything of the planner but its types: every
 * question is put to `verdictOf`, as for a migration that a person asks for at that moment.
 */
import type { GroupFacts, HostFacts, InstanceFacts } from '../facts.ts';
import { obstaclesOf } from '../obstacles.ts';
import { verdictOf } from '../verdict.ts';
import { type CloudSnapshot, DEFAULT_SETTINGS, type GroupSnapshot, type ModelSettings } from './snapshot.ts';
import type { PlanLimits, PlanStay, PlanStep } from './types.ts';

/** What may happen next to a step. */
export interface Happening {
  kind: 'begin' | 'succeed' | 'fail';
  /** Its place in the plan. */
  step: number;
}

export interface BrokenRule {
  rule: 'after' | 'capacity-or-rule' | 'closed-host' | 'instance' | 'limit' | 'stuck' | 'twice' | 'wave';
  step: number | null;
  message: string;
}

export interface Validation {
  steps: readonly PlanStep[];
  /** Cold migrations whose room the plan keeps. */
  stays?: readonly PlanStay[];
  /** Hosts that must not get anything. */
  closed: readonly string[];
  limits: PlanLimits;
  options?: ModelSettings['options'];
  /** Which of what may happen now does; an index into `happenings`. */
  choose: (happenings: readonly Happening[]) => number;
  /** Steps may fail too; those that wait for them are never begun. */
  mayFail?: boolean;
}

/** The first rule that is broken when the plan is carried out as `choose` says; null when none is. */
export function validate(snapshot: CloudSnapshot, plan: Validation): BrokenRule | null {
  const broken = judgeList(snapshot, plan);
  if (broken) return broken;
  const world = new World(snapshot, plan.options ?? DEFAULT_SETTINGS.options);
  for (const stay of plan.stays ?? []) if (stay.to !== null) world.send(stay.instanceId, stay.to);
  const state: ('waiting' | 'running' | 'succeeded' | 'failed')[] = plan.steps.map(() => 'waiting');
  for (;;) {
    const happenings: Happening[] = [];
    const running = plan.steps.filter((_step, number) => state[number] === 'running');
    plan.steps.forEach((step, number) => {
      if (state[number] === 'running') {
        happenings.push({ kind: 'succeed', step: number });
        if (plan.mayFail) happenings.push({ kind: 'fail', step: number });
      }
      const ready = state[number] === 'waiting' && step.after.every((first) => state[first] === 'succeeded');
      if (ready && underLimits(running, step, plan.limits)) happenings.push({ kind: 'begin', step: number });
    });
    if (happenings.length === 0) break;
    const happening = happenings[plan.choose(happenings)] as Happening;
    const step = plan.steps[happening.step] as PlanStep;
    if (happening.kind === 'begin') {
      const refusal = world.refusal(step);
      if (refusal) return { rule: 'capacity-or-rule', step: happening.step, message: refusal };
      world.send(step.instanceId, step.to);
      state[happening.step] = 'running';
    } else {
      world.end(step.instanceId, happening.kind === 'succeed');
      state[happening.step] = happening.kind === 'succeed' ? 'succeeded' : 'failed';
    }
  }
  const left = state.indexOf('waiting');
  if (left < 0 || state.includes('failed')) return null;
  return { rule: 'stuck', step: left, message: 'A step was never allowed to begin.' };
}

/** What can be told from the list alone. */
function judgeList(snapshot: CloudSnapshot, { steps, closed, limits }: Validation): BrokenRule | null {
  const seen = new Set<string>();
  const waves = new Map<number, PlanStep[]>();
  for (const [number, step] of steps.entries()) {
    const broken = (rule: BrokenRule['rule'], message: string) => ({ rule, step: number, message });
    const facts = snapshot.instances.find(({ id }) => id === step.instanceId);
    if (!facts || facts.host !== step.from) return broken('instance', `It is not on ${step.from}.`);
    const source = snapshot.hosts.find(({ name }) => name === facts.host) ?? null;
    const where = snapshot.cloud ? { source, cloud: snapshot.cloud } : { source };
    if (obstaclesOf(facts, where).some(({ severity }) => severity === 'error')) {
      return broken('instance', `${facts.name} can not be live-migrated.`);
    }
    if (seen.has(step.instanceId)) return broken('twice', `${facts.name} is moved twice.`);
    seen.add(step.instanceId);
    if (closed.includes(step.to)) return broken('closed-host', `${step.to} must not get anything.`);
    if (step.after.some((first) => !(first >= 0 && first < number))) {
      return broken('after', 'It waits for a step that does not come before it.');
    }
    if (step.after.some((first) => (steps[first]?.wave as number) >= step.wave)) {
      return broken('wave', 'It waits for a step of its own wave or a later one.');
    }
    const together = waves.get(step.wave) ?? [];
    if (!underLimits(together, step, limits)) return broken('limit', `Wave ${step.wave} is over a limit.`);
    waves.set(step.wave, [...together, step]);
  }
  return null;
}

function underLimits(running: readonly PlanStep[], step: PlanStep, limits: PlanLimits): boolean {
  const below = (count: number, limit: number | null) => limit === null || count < limit;
  return (
    below(running.length, limits.total) &&
    below(running.filter(({ from }) => from === step.from).length, limits.perSourceHost) &&
    below(running.filter(({ to }) => to === step.to).length, limits.perDestinationHost)
  );
}

/** The cloud while a plan is carried out: an instance on its way is on both hosts. */
class World {
  readonly #hosts: ReadonlyMap<string, HostFacts>;
  readonly #instances: ReadonlyMap<string, InstanceFacts>;
  readonly #groups: readonly GroupSnapshot[];
  readonly #options: ModelSettings['options'];
  readonly #at = new Map<string, string | null>();
  readonly #flying = new Map<string, string>();
  /** What has come to a host, less what has gone from it. */
  readonly #added = new Map<string, { vcpus: number; memoryMb: number; diskGb: number }>();

  constructor(snapshot: CloudSnapshot, options: ModelSettings['options']) {
    this.#hosts = new Map(snapshot.hosts.map((host) => [host.name, host]));
    this.#instances = new Map(snapshot.instances.map((instance) => [instance.id, instance]));
    this.#groups = snapshot.groups;
    this.#options = options;
    for (const { id, host } of snapshot.instances) this.#at.set(id, host);
    for (const { instanceId, to, counted } of snapshot.flights ?? []) {
      if (to === null || to === this.#at.get(instanceId)) continue;
      this.#flying.set(instanceId, to);
      if (!counted) this.#add(instanceId, to, 1);
    }
  }

  send(id: string, to: string): void {
    this.#add(id, to, 1);
    this.#flying.set(id, to);
  }

  end(id: string, well: boolean): void {
    const to = this.#flying.get(id) as string;
    this.#add(id, well ? (this.#at.get(id) as string) : to, -1);
    if (well) this.#at.set(id, to);
    this.#flying.delete(id);
  }

  /** Why Nova would refuse this migration at this moment; null when it would not. */
  refusal({ instanceId, from, to }: PlanStep): string | null {
    const instance = this.#instances.get(instanceId) as InstanceFacts;
    const destination = this.#loaded(to);
    if (!destination) return `There is no host ${to}.`;
    if (this.#at.get(instanceId) !== from) return `${instance.name} is not on ${from}.`;
    if (!destination.resources.vcpu || !destination.resources.memoryMb)
      return `It is not known what ${to} has free.`;
    const verdict = verdictOf({
      instance,
      source: this.#hosts.get(from) ?? null,
      destination,
      groups: this.#groups
        .filter(({ members }) => members.includes(instanceId))
        .map((group) => this.#factsOf(group, instanceId)),
      options: this.#options,
    });
    return verdict.reasons.find(({ severity }) => severity === 'error')?.message ?? null;
  }

  #loaded(name: string): HostFacts | null {
    const host = this.#hosts.get(name);
    if (!host) return null;
    const added = this.#added.get(name) ?? { vcpus: 0, memoryMb: 0, diskGb: 0 };
    const { vcpu, memoryMb, diskGb } = host.resources;
    return {
      ...host,
      diskAvailableLeastGb:
        host.diskAvailableLeastGb === null ? null : host.diskAvailableLeastGb - added.diskGb,
      resources: {
        vcpu: vcpu && { ...vcpu, used: vcpu.used + added.vcpus },
        memoryMb: memoryMb && { ...memoryMb, used: memoryMb.used + added.memoryMb },
        diskGb: diskGb && { ...diskGb, used: diskGb.used + added.diskGb },
      },
    };
  }

  #factsOf(group: GroupSnapshot, except: string): GroupFacts {
    const otherMemberHosts = group.members
      .filter((id) => id !== except)
      .flatMap((id) => {
        const flying = this.#flying.get(id);
        return [this.#at.get(id) ?? null, ...(flying === undefined ? [] : [flying])];
      });
    return {
      name: group.name,
      policy: group.policy,
      maxServerPerHost: group.maxServerPerHost,
      otherMemberHosts,
    };
  }

  #add(id: string, host: string, sign: 1 | -1): void {
    const facts = this.#instances.get(id) as InstanceFacts;
    const added = this.#added.get(host) ?? { vcpus: 0, memoryMb: 0, diskGb: 0 };
    this.#added.set(host, {
      vcpus: added.vcpus + sign * (facts.vcpus ?? 0),
      memoryMb: added.memoryMb + sign * (facts.memoryMb ?? 0),
      diskGb: added.diskGb + sign * (this.#options.diskOverCommit ? 0 : (facts.localDiskGb ?? 0)),
    });
  }
}
