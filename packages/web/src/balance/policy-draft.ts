import type { BalanceGoal, BalanceSettings } from '@evenkeel/contract';

/** Both count as much. */
const WEIGHTS = { cpu: 1, memory: 1 };

const GOALS: { readonly [Kind in BalanceGoal['kind']]: Extract<BalanceGoal, { kind: Kind }> } = {
  even: { kind: 'even', weights: WEIGHTS },
  hot: { kind: 'hot', weights: WEIGHTS, threshold: 0.85 },
  consolidate: { kind: 'consolidate', ceiling: 0.9, hosts: null },
  spare: { kind: 'spare' },
};

export const usualGoal = (kind: BalanceGoal['kind']): BalanceGoal => GOALS[kind];

/** As the contract has them when nothing is said. */
export function usualSettings(kind: BalanceGoal['kind']): BalanceSettings {
  return {
    goal: usualGoal(kind),
    by: 'allocation',
    scope: { zones: null, aggregates: null },
    rules: { never: [], stay: [], prefer: [] },
    mostMoves: 100,
    leastGain: null,
    leastImprovement: 0.05,
    cooldownMinutes: 120,
    options: { blockMigration: 'auto', diskOverCommit: false },
    limits: { perSourceHost: 1, perDestinationHost: 2, perZone: null, total: null },
    mode: 'manual',
    schedule: null,
    timeZone: 'UTC',
    holdMinutes: 15,
    quietHours: [],
  };
}

/** `north, south`: names as they are typed. Null is all. */
export function namesOf(typed: string): string[] | null {
  const names = [...new Set(typed.split(/[,\n]/).map((name) => name.trim()))].filter((name) => name !== '');
  return names.length === 0 ? null : names;
}

/** `22:00-06:00, 12:00-13:00`; null when one of them is no such span. */
export function quietHoursOf(typed: string): BalanceSettings['quietHours'] | null {
  const spans = (namesOf(typed) ?? []).map((span) =>
    /^(([01]\d|2[0-3]):[0-5]\d)\s*(?:-|–|to)\s*(([01]\d|2[0-3]):[0-5]\d)$/.exec(span),
  );
  if (spans.some((span) => span === null)) return null;
  return spans.map((span) => ({ from: span?.[1] as string, to: span?.[3] as string }));
}

export const quietHoursInWords = (hours: BalanceSettings['quietHours']): string =>
  hours.map(({ from, to }) => `${from}-${to}`).join(', ');

/** `ID=HOST, ID=HOST`: one with several hosts stands several times; null when one of them is no such pair. */
export function preferencesOf(typed: string): BalanceSettings['rules']['prefer'] | null {
  const hosts = new Map<string, string[]>();
  for (const pair of namesOf(typed) ?? []) {
    const [, instance, host] = /^([^=]+)=([^=]+)$/.exec(pair) ?? [];
    if (instance === undefined || host === undefined) return null;
    hosts.set(instance.trim(), [...(hosts.get(instance.trim()) ?? []), host.trim()]);
  }
  return [...hosts].map(([instance, names]) => ({ instance, hosts: names }));
}

export const preferencesInWords = (prefer: BalanceSettings['rules']['prefer']): string =>
  prefer.flatMap(({ instance, hosts }) => hosts.map((host) => `${instance}=${host}`)).join(', ');
