import type { BalanceGoal, BalancePlan, BalanceSettings, LoadDimension } from '@evenkeel/contract';
import { formatDuration } from '../parts/durations.ts';

export const DIMENSION_WORDS: Readonly<Record<LoadDimension, string>> = {
  cpu: 'CPU',
  memory: 'Memory',
  disk: 'Disk',
  network: 'Network',
};

export const GOAL_WORDS: Readonly<Record<BalanceGoal['kind'], { words: string; help: string }>> = {
  even: { words: 'Even out', help: 'The same load on every host, in the dimensions that count.' },
  hot: {
    words: 'Relieve hot hosts',
    help: 'Only hosts over the threshold give away, and only until they are under it.',
  },
  consolidate: {
    words: 'Consolidate',
    help: 'Empties whole hosts, to switch off or to upgrade. No other is filled over the ceiling.',
  },
  spare: {
    words: 'Keep spare room',
    help: 'Each zone could lose any one of its hosts: the others have room for its instances.',
  },
};

export const MODE_WORDS: Readonly<Record<BalanceSettings['mode'], { words: string; help: string }>> = {
  manual: {
    words: 'Manual',
    help: 'It plans only when somebody asks, and carries out only what is approved.',
  },
  suggest: {
    words: 'Suggest',
    help: 'It plans on its schedule and leaves the plan here. Nothing is sent before a person approves it.',
  },
  automatic: {
    words: 'Automatic',
    help: 'It plans on its schedule and begins the run by itself. No person is asked.',
  },
};

export const STATUS_WORDS: Readonly<Record<BalancePlan['status'], string>> = {
  preview: 'Looked at',
  waiting: 'Waits for approval',
  started: 'Carried out',
  dismissed: 'Dismissed',
};

export const percent = (fraction: number | null): string =>
  fraction === null ? 'not told' : `${Math.round(fraction * 100)} %`;

/** A gain of a thousandth is still one. */
export const gainInWords = (gain: number): string => `${(gain * 100).toFixed(1)} %`;

export const timeInWords = (seconds: number | null): string =>
  seconds === null ? '–' : formatDuration(seconds * 1000);

export const movesInWords = (count: number): string => (count === 1 ? '1 move' : `${count} moves`);

/** `Even out by CPU and Memory, as given out`. */
export function settingsInWords({ goal, by, scope }: BalanceSettings): string {
  const where = [...(scope.zones ?? []), ...(scope.aggregates ?? [])];
  return [
    GOAL_WORDS[goal.kind].words,
    'weights' in goal ? ` by ${dimensionsOf(goal).join(' and ')}` : '',
    goal.kind === 'hot' ? ` over ${percent(goal.threshold)}` : '',
    by === 'use' ? ', as measured' : ', as given out',
    where.length > 0 ? `, in ${where.join(', ')}` : '',
  ].join('');
}

function dimensionsOf({ weights }: Extract<BalanceGoal, { weights: unknown }>): string[] {
  return (Object.keys(DIMENSION_WORDS) as LoadDimension[])
    .filter((dimension) => (weights[dimension] ?? 0) > 0)
    .map((dimension) => DIMENSION_WORDS[dimension]);
}

/** `15.2 % → 3.1 %` or `9 → 5`, as what is counted is a load or hosts. */
export function distanceInWords({ before, after, what }: BalancePlan['distance']): string {
  const isCount = what.startsWith('hosts');
  const word = (value: number) => (isCount ? String(Math.round(value)) : gainInWords(value));
  return `${word(before)} → ${word(after)}`;
}
