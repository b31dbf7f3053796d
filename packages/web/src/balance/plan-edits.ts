import type { BalanceEdits, BalancePlan } from '@evenkeel/contract';

/** Leaves an instance out, or takes it in again. */
export function withInstance(edits: BalanceEdits, id: string, isIn: boolean): BalanceEdits {
  const excluded = edits.excluded.filter((one) => one !== id);
  // What goes nowhere is sent nowhere.
  const pinned = isIn ? edits.pinned : edits.pinned.filter(({ instance }) => instance !== id);
  return { ...edits, pinned, excluded: isIn ? excluded : [...excluded, id] };
}

/** Sends an instance to a host, whatever that brings; undefined leaves the choice to the planner. */
export function withPin(edits: BalanceEdits, id: string, host: string | undefined): BalanceEdits {
  const pinned = edits.pinned.filter(({ instance }) => instance !== id);
  const excluded = edits.excluded.filter((one) => one !== id);
  return { ...edits, excluded, pinned: host === undefined ? pinned : [...pinned, { instance: id, host }] };
}

/** Leaves a host out, or takes it in again. */
export function withHost(edits: BalanceEdits, host: string, isIn: boolean): BalanceEdits {
  const others = edits.excludedHosts.filter((one) => one !== host);
  return { ...edits, excludedHosts: isIn ? others : [...others, host] };
}

/** Whether the plan on the page was made with these edits. */
export function isPlanOf(plan: Pick<BalancePlan, 'edits'>, edits: BalanceEdits): boolean {
  return keyOf(plan.edits) === keyOf(edits);
}

function keyOf({ excluded, excludedHosts, pinned }: BalanceEdits): string {
  const pins = pinned.map(({ instance, host }) => `${instance} ${host}`);
  return JSON.stringify([excluded, excludedHosts, pins].map((part) => part.toSorted()));
}
