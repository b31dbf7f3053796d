/** What a plan says of itself. */
import type { BalanceGoal, LoadDimension } from '@evenkeel/contract';
import type { CloudModel } from './model.ts';

interface Result {
  before: number;
  after: number;
  moves: number;
  worthIt: boolean;
  leastImprovement: number;
  /** Instances that may be moved, of how many. */
  free: number;
  instances: number;
}

/** The answer in a sentence. */
export function sentenceFor(goal: BalanceGoal, result: Result): string {
  const { before, after, moves, worthIt, free, instances } = result;
  if (worthIt) return `${counted(moves, 'move')} ${takes(goal, before, after, moves)}`;
  const no = 'No beneficial move: ';
  if (free === 0) return `${no}of ${counted(instances, 'instance')} none may be moved.`;
  switch (goal.kind) {
    case 'even': {
      if (moves === 0)
        return `${no}the hosts' loads lie ${points(before)} apart (standard deviation), and no move betters that enough.`;
      return `${no}${counted(moves, 'move')} would only take the standard deviation from ${points(before)} to ${points(after)}; ${asked(result)}`;
    }
    case 'hot':
      if (before === 0) return `${no}no host is over ${percent(goal.threshold)}.`;
      if (moves === 0)
        return `${no}hosts are over ${percent(goal.threshold)} by ${points(before)} together, and nothing on them may go where there is room.`;
      return `${no}${counted(moves, 'move')} would only take the excess from ${points(before)} to ${points(after)}; ${asked(result)}`;
    case 'consolidate':
      return `${no}no host can be emptied without filling another over ${percent(goal.ceiling)}.`;
    case 'spare':
      return before === 0
        ? `${no}every zone can lose any one of its hosts.`
        : `${no}${counted(before, 'host')} could not be lost without instances being left without a place, and no host can be emptied to change that.`;
  }
}

function takes(goal: BalanceGoal, before: number, after: number, moves: number): string {
  const [take, empty, let_] = moves === 1 ? ['takes', 'empties', 'lets'] : ['take', 'empty', 'let'];
  switch (goal.kind) {
    case 'even':
      return `${take} the standard deviation of the hosts' loads from ${points(before)} to ${points(after)}.`;
    case 'hot':
      return `${take} what is over ${percent(goal.threshold)} from ${points(before)} of a host to ${points(after)}.`;
    case 'consolidate':
      return `${empty} ${counted(before - after, 'host')}: ${after} of ${before} stay in use.`;
    case 'spare':
      return `${let_} the zones lose ${after === 0 ? 'any one of their hosts' : `all but ${after} of their hosts`}; before, there were ${before} they could not lose.`;
  }
}

function asked({ leastImprovement }: Result): string {
  return `the policy asks for ${percent(leastImprovement)} less.`;
}

interface Move {
  model: CloudModel;
  from: number;
  to: number;
  dimensions: readonly LoadDimension[];
  /** Of the two hosts, by dimension. */
  loadsBefore: readonly number[][];
  loadsAfter: readonly number[][];
}

const NAMES: Readonly<Record<LoadDimension, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  disk: 'disk',
  network: 'network',
};

/** Why this one: what it does to the two hosts, in the dimension in which it does most. */
export function whyOf(
  goal: BalanceGoal,
  { model, from, to, dimensions, loadsBefore, loadsAfter }: Move,
): string {
  const [source, destination] = [model.hosts[from]?.name, model.hosts[to]?.name];
  if (goal.kind === 'consolidate') return `Empties ${source}.`;
  if (goal.kind === 'spare') return `Makes ${source} the spare of its zone.`;
  const change = dimensions.map(
    (_name, place) => (loadsBefore[0]?.[place] as number) - (loadsAfter[0]?.[place] as number),
  );
  const most = change.indexOf(Math.max(...change));
  const part = (which: 0 | 1) =>
    `${percent(loadsBefore[which]?.[most] as number)} → ${percent(loadsAfter[which]?.[most] as number)}`;
  return `${NAMES[dimensions[most] as LoadDimension]} of ${source} ${part(0)}, of ${destination} ${part(1)}.`;
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

function points(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

function counted(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
