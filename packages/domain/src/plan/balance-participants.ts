/** Which hosts and instances a plan may touch, and why not the others. */
import { LoadDimension } from '@evenkeel/contract';
import type { SoftRules } from './balance-empty.ts';
import type { Load } from './balance-loads.ts';
import { type Preferences, weightsOf } from './balance-objective.ts';
import type { BalanceInput } from './balance-types.ts';
import type { CloudModel } from './model.ts';

export interface Participants {
  /** Numbers of the hosts that take part. */
  hosts: number[];
  /** Why the others do not, in a sentence. */
  leftOut: Map<number, string>;
  /** Instances that may be moved, on hosts that take part. */
  free: number[];
  /** Wanted by a person, whatever it brings. */
  pins: { instance: number; host: number }[];
  /** Only for more gain. */
  reluctant: ReadonlySet<number>;
  /** Named by a rule: like no other. */
  particular: ReadonlySet<number>;
  preferences: Preferences;
  /** The same rules, for the goals that empty hosts. */
  soft: SoftRules;
  notes: string[];
  /** Instances on hosts that take part, however they are. */
  instances: number;
}

export function participantsOf(
  model: CloudModel,
  loads: readonly Load[],
  input: Pick<BalanceInput, 'settings' | 'excluded' | 'pinned' | 'cooling' | 'inVain' | 'busyHosts'>,
): Participants {
  const { settings, inVain = [] } = input;
  const { goal } = settings;
  const notes: string[] = [];
  const leftOut = new Map<number, string>();
  const weights = weightsOf(goal);
  for (const dimension of LoadDimension.options)
    if ((weights[dimension] ?? 0) > 0 && !loads.some((load) => load.dimension === dimension))
      notes.push(
        `By allocation nothing is known of ${dimension}: it does not count. Use needs a Prometheus.`,
      );
  const counted = loads.filter(({ dimension }) => (weights[dimension] ?? 0) > 0);
  model.hosts.forEach((_facts, host) => {
    const why = whyLeftOut(model, host, counted, input);
    if (why) leftOut.set(host, why);
  });
  const hosts = model.hosts.map((_facts, host) => host).filter((host) => !leftOut.has(host));

  const never = new Set([...settings.rules.never, ...input.excluded, ...input.cooling, ...inVain]);
  const pins = input.pinned.flatMap(({ instance: id, host: name }) => {
    const [instance, host] = [model.instance(id), model.host(name)];
    if (instance >= 0 && host >= 0 && !leftOut.has(host) && !leftOut.has(model.hostOf[instance] as number))
      return model.movable[instance] ? [{ instance, host }] : [];
    notes.push(
      `${id} can not be sent to ${name}: ${leftOut.get(host) ?? 'one of them is not there or does not take part.'}`,
    );
    return [];
  });
  const pinned = new Set(pins.map(({ instance }) => instance));
  const free: number[] = [];
  let [instances, unable, kept, locked, together] = [0, 0, 0, 0, 0];
  model.instances.forEach(({ id, locked: isLocked }, instance) => {
    const host = model.hostOf[instance] as number;
    if (host < 0 || leftOut.has(host)) return;
    instances += 1;
    if (!model.movable[instance]) unable += 1;
    else if (pinned.has(instance)) return;
    // Members of an affinity group rely on each other's places: one that goes may leave another nowhere to go.
    else if (never.has(id) || model.groups.isBound(instance)) kept += 1;
    else if (isLocked) locked += 1;
    else if (isKeptTogether(model, instance)) together += 1;
    else free.push(instance);
  });
  if (unable > 0)
    notes.push(`${unable} of ${instances} instances can not be live-migrated now; they stay and count.`);
  // Nova lets an administrator through (operations.md A2); nobody was asked here.
  if (locked > 0)
    notes.push(
      locked === 1
        ? '1 is locked by its owner and stays; pin it to move it all the same.'
        : `${locked} are locked by their owners and stay; pin one to move it all the same.`,
    );
  if (together > 0)
    notes.push(
      together === 1
        ? '1 is kept together by an affinity group and stays where it is.'
        : `${together} are kept together by an affinity group and stay where they are.`,
    );
  if (input.cooling.length > 0) {
    const were = input.cooling.length === 1 ? ['was', 'is'] : ['were', 'are'];
    notes.push(
      `${input.cooling.length} ${were[0]} moved in the last ${settings.cooldownMinutes} minutes and ${were[1]} left alone.`,
    );
  }
  if (inVain.length > 0)
    notes.push(
      `${inVain.length} could not be moved in the last ${settings.cooldownMinutes} minutes and are not tried again so soon; pin one to try.`,
    );
  if (kept > 0)
    notes.push(
      kept === 1
        ? '1 stays because a rule or you said so, or because it was moved lately.'
        : `${kept} stay because a rule or you said so, or because they were moved lately.`,
    );

  const numbers = (ids: readonly string[]) =>
    ids.map((id) => model.instance(id)).filter((number) => number >= 0);
  const preferred = new Map(
    settings.rules.prefer.map(({ instance, hosts: names }) => [
      model.instance(instance),
      new Set(names.map((name) => model.host(name))),
    ]),
  );
  const reluctant = new Set(numbers(settings.rules.stay));
  return {
    hosts,
    leftOut,
    free,
    pins: pins.filter(({ instance, host }) => model.hostOf[instance] !== host),
    reluctant,
    particular: new Set([...reluctant, ...preferred.keys(), ...pinned]),
    preferences: preferencesOf(model, preferred),
    soft: softRulesOf(model, reluctant, preferred),
    notes,
    instances,
  };
}

/** Nova moves one instance at a time, so a group that has to be on one host can not be moved as it is (A9). */
function isKeptTogether({ groups }: CloudModel, instance: number): boolean {
  return groups.of(instance).some((group) => groups.groups[group]?.policy === 'affinity');
}

function softRulesOf(
  model: CloudModel,
  reluctant: ReadonlySet<number>,
  preferred: ReadonlyMap<number, ReadonlySet<number>>,
): SoftRules {
  // Where they are before anything is planned: the model is not the one that is changed.
  const stays = new Set(reluctant);
  for (const [instance, hosts] of preferred)
    if (instance >= 0 && hosts.has(model.hostOf[instance] as number)) stays.add(instance);
  return {
    stays: (instance) => stays.has(instance),
    preferred: (instance) => preferred.get(instance) ?? null,
  };
}

/** What an unmet preference counts: as much as one percent of a host's load on all hosts. */
const PREFERENCE = 0.01;

function preferencesOf(model: CloudModel, preferred: ReadonlyMap<number, ReadonlySet<number>>): Preferences {
  const met = (instance: number, host: number) => (preferred.get(instance)?.has(host) ? 1 : 0);
  let unmet = 0;
  for (const instance of preferred.keys())
    if (instance >= 0) unmet += 1 - met(instance, model.hostOf[instance] as number);
  return {
    weight: PREFERENCE,
    unmet,
    change: (instance, from, to) => (preferred.size === 0 ? 0 : met(instance, to) - met(instance, from)),
  };
}

function whyLeftOut(
  model: CloudModel,
  host: number,
  loads: readonly Load[],
  { settings, busyHosts }: Pick<BalanceInput, 'settings' | 'busyHosts'>,
): string | null {
  const { name, zone, status, state, disabledReason, aggregates } = model.hosts[
    host
  ] as (typeof model.hosts)[number];
  const { zones, aggregates: wanted } = settings.scope;
  if (zones && !zones.includes(zone ?? '')) return `${name} is not in the policy's zones.`;
  if (wanted && !aggregates?.some((aggregate) => wanted.includes(aggregate.name)))
    return `${name} is in none of the policy's aggregates.`;
  if (busyHosts[name]) return busyHosts[name];
  if (status === 'disabled') return `${name} is disabled${disabledReason ? ` (${disabledReason})` : ''}.`;
  if (state === 'down') return `nova-compute on ${name} does not report: it is down.`;
  for (const { dimension, capacity, used } of loads) {
    if (!(capacity[host] as number) || !Number.isFinite((capacity[host] as number) + (used[host] as number)))
      return settings.by === 'use'
        ? `The Prometheus tells no ${dimension} load of ${name}.`
        : `Placement does not tell the ${dimension} of ${name}.`;
  }
  return null;
}
