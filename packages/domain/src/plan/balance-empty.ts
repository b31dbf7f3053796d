/** Emptying whole hosts: to switch them off or upgrade them (`consolidate`). */
import type { BalanceState } from './balance-state.ts';

export interface EmptySettings {
  /** Hosts that may take instances. */
  takers: readonly number[];
  /** No taker is filled over this fraction. */
  ceiling: number;
  mostMoves: number;
  /** Whether a host without instances may take one. */
  intoEmpty: boolean;
}

/**
 * Moves everything off the host, the largest first, each to the fullest taker that has room. False, with nothing changed, when something would be left.
 */
export function emptyHost(state: BalanceState, host: number, settings: EmptySettings): boolean {
  const { model, objective } = state;
  const instances = [...state.freeOn(host)];
  if (instances.length < model.on(host).size) return false;
  if (state.moved.size + instances.length > settings.mostMoves) return false;
  const mark = state.mark;
  const takers = settings.takers
    .filter((taker) => taker !== host && (settings.intoEmpty || model.on(taker).size > 0))
    .sort((left, right) => objective.heat(right) - objective.heat(left) || left - right);
  instances.sort((left, right) => state.sizeOf(right) - state.sizeOf(left) || left - right);
  for (const instance of instances) {
    const taker = takers.find(
      (one) => objective.staysUnder(settings.ceiling, instance, one) && model.canTake(instance, one),
    );
    if (taker === undefined) {
      state.rollBack(mark);
      return false;
    }
    state.move(instance, taker);
  }
  return true;
}

/**
 * Empties as many hosts as can be, those with the least to copy first. Hosts that keep something anyway (a stopped
 * instance, one that must stay) are filled, never begun.
 * @returns the hosts that were emptied.
 */
export function consolidate(
  state: BalanceState,
  hosts: readonly number[],
  settings: Omit<EmptySettings, 'takers' | 'intoEmpty'> & { mostHosts: number },
): number[] {
  const { model } = state;
  const cost = (host: number) =>
    state.freeOn(host).reduce((sum, instance) => sum + state.sizeOf(instance), 0);
  const inUse = hosts.filter((host) => model.on(host).size > 0);
  const candidates = inUse
    .filter((host) => state.freeOn(host).length === model.on(host).size)
    .map((host) => ({ host, cost: cost(host) }))
    .sort((left, right) => left.cost - right.cost || left.host - right.host);
  const emptied: number[] = [];
  for (const { host } of candidates) {
    if (emptied.length >= settings.mostHosts) break;
    if (emptyHost(state, host, { ...settings, takers: inUse, intoEmpty: false })) emptied.push(host);
  }
  return emptied;
}
