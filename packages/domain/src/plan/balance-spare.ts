/** Room for the loss of any one host of a zone (n+1). */
import { costOfEmptying, emptyHost, type SoftRules } from './balance-empty.ts';
import type { BalanceState } from './balance-state.ts';
import { type CloudModel, MEMORY, RESOURCES } from './model.ts';

const N = RESOURCES.length;

/**
 * The hosts of the zone whose instances would not all find room on its other hosts, if the host were lost. Placed one by
 * one, the largest first, as an evacuation would; groups are held against where their members are now.
 */
export function hostsWithoutSpare(model: CloudModel, zone: readonly number[]): number[] {
  return zone.filter((lost) => {
    const room = new Map(
      zone.filter((host) => host !== lost).map((host) => [host, freeOf(model, host)] as const),
    );
    const memory = (instance: number) => model.needs[instance * N + MEMORY] as number;
    const instances = [...model.on(lost)].sort((left, right) => memory(right) - memory(left) || left - right);
    return !instances.every((instance) => {
      for (const [host, free] of room) {
        if (!fits(model, instance, free)) continue;
        if (!model.compatible(instance, host) || model.groups.forbidding(instance, host)) continue;
        for (let resource = 0; resource < N; resource += 1)
          free[resource] = (free[resource] as number) - (model.needs[instance * N + resource] as number);
        return true;
      }
      return false;
    });
  });
}

function freeOf(model: CloudModel, host: number): number[] {
  return RESOURCES.map(
    (_name, resource) =>
      (model.capacity[host * N + resource] as number) - (model.used[host * N + resource] as number),
  );
}

function fits(model: CloudModel, instance: number, free: readonly number[]): boolean {
  return free.every((left, resource) => {
    const needed = model.needs[instance * N + resource] as number;
    return needed === 0 || needed <= left;
  });
}

/** Hosts that are tried as the zone's spare before it is given up. */
const TRIES = 8;

/**
 * Makes room in a zone by emptying a host of it, and only as far as is needed: the cheapest host whose emptying helps most.
 * @param hosts all that take part, in every zone: what may leave the zone may go there. A zone that had room keeps it.
 */
export function makeSpare(
  state: BalanceState,
  zone: readonly number[],
  hosts: readonly number[],
  settings: { mostMoves: number; safe(): boolean; soft: SoftRules },
): void {
  const { model } = state;
  let lacking = hostsWithoutSpare(model, zone).length;
  const candidates = zone
    .filter((host) => state.freeOn(host).length > 0 && state.freeOn(host).length === model.on(host).size)
    .map((host) => ({ host, cost: costOfEmptying(state, host, settings.soft) }))
    .sort(
      (left, right) => left.cost[0] - right.cost[0] || left.cost[1] - right.cost[1] || left.host - right.host,
    )
    .slice(0, TRIES)
    .map(({ host }) => host);
  const outside = hosts.filter((host) => !zone.includes(host));
  for (const host of candidates) {
    if (lacking === 0) return;
    let best: { moves: { instance: number; to: number }[]; left: number } | null = null;
    const mark = state.mark;
    // Within the zone, out of it, or both: as the fewest moves have it.
    for (const takers of [zone, outside, hosts]) {
      const emptied = emptyHost(state, host, {
        takers,
        ceiling: 1,
        mostMoves: settings.mostMoves,
        intoEmpty: true,
        soft: settings.soft,
      });
      const left = hostsWithoutSpare(model, zone).length;
      if (emptied && left < lacking && settings.safe()) {
        shorten(state, mark, zone, left);
        const moves = state.since(mark);
        if (!best || left < best.left || (left === best.left && moves.length < best.moves.length))
          best = { moves, left };
      }
      state.rollBack(mark);
    }
    if (!best) continue;
    for (const { instance, to } of best.moves) state.move(instance, to);
    lacking = best.left;
  }
}

/** Takes back as many of the last moves as do not matter. */
function shorten(state: BalanceState, mark: number, zone: readonly number[], enough: number): void {
  const moves = state.since(mark);
  let [low, high] = [1, moves.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    state.rollBack(mark);
    for (const { instance, to } of moves.slice(0, middle)) state.move(instance, to);
    if (hostsWithoutSpare(state.model, zone).length <= enough) high = middle;
    else low = middle + 1;
  }
  state.rollBack(mark);
  for (const { instance, to } of moves.slice(0, low)) state.move(instance, to);
}
