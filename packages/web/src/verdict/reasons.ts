import type { Preflight, Verdict, VerdictReason } from '@evenkeel/contract';

/** One sentence about a host, and which of the instances it is about where the sentence does not say so; none named: all. */
export interface HostReason extends VerdictReason {
  names: string[];
  /** True of what hinders only because they would go there together. */
  isTogether: boolean;
}

export type VerdictsByHost = ReadonlyMap<string, readonly { name: string; verdict: Verdict }[]>;

const SEVERITIES: readonly VerdictReason['severity'][] = ['error', 'warning', 'information'];

/** The verdicts of all instances, host by host. Only for instances of one provider: hosts of two may have one name. */
export function byHost(instances: Preflight['instances']): VerdictsByHost {
  const hosts = new Map<string, { name: string; verdict: Verdict }[]>();
  for (const { name, verdicts } of instances) {
    for (const verdict of verdicts) {
      const there = hosts.get(verdict.host) ?? [];
      there.push({ name, verdict });
      hosts.set(verdict.host, there);
    }
  }
  return hosts;
}

/**
 * Every reason that a host has, the gravest first: what each instance meets there alone (`alone`, empty where the verdict
 * is that of one instance), the same sentence once; then what only stands in the way of all together.
 */
export function reasonsOf(
  verdict: Verdict,
  alone: readonly { name: string; verdict: Verdict }[],
): HostReason[] {
  const found = new Map<string, HostReason>();
  for (const { name, verdict: own } of alone) {
    for (const reason of own.reasons) {
      const known = found.get(reason.message) ?? { ...reason, names: [], isTogether: false };
      known.names.push(name);
      found.set(reason.message, known);
    }
  }
  for (const reason of found.values()) {
    const isSaid = reason.names.every((name) => reason.message.includes(name));
    if (reason.names.length === alone.length || isSaid) reason.names = [];
  }
  for (const reason of verdict.reasons) {
    if (found.has(reason.message)) continue;
    found.set(reason.message, {
      ...reason,
      names: [],
      isTogether: alone.length > 0 && reason.code !== 'same-host',
    });
  }
  return [...found.values()].sort(
    (left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity),
  );
}

/** How many of the instances could go there alone. */
export function countAble(alone: readonly { verdict: Verdict }[]): number {
  return alone.filter(({ verdict }) => verdict.answer !== 'no').length;
}
