/** One run for a person: where it stands, each of its moves, and what failed by its reason. */
import type { Move, Run } from '@evenkeel/contract';
import { percentOf, stateInWords } from '../following/words.ts';
import { type Column, tableLines } from '../output/table.ts';
import { count, duration, printable, type Tone, toned, wrapped } from '../output/text.ts';
import { RUN_TONES } from './runs.ts';

/** More names than these are only counted. */
const NAMES = 10;

const COLUMNS: Column<Move>[] = [
  { title: 'INSTANCE', value: ({ instanceName }) => instanceName },
  { title: 'STANDS', value: standing, tone },
  { title: 'DONE', value: percent, right: true, leaveOut: 2 },
  { title: 'FROM', value: ({ sourceHost }) => sourceHost },
  { title: 'TO', value: ({ destinationHost, requestedHost }) => destinationHost ?? requestedHost },
  { title: 'TOOK', value: took, right: true, leaveOut: 1 },
  { title: 'MOVE', value: ({ id }) => id.slice(0, 8), leaveOut: 3 },
  { title: 'WHY', value: ({ why }) => why, leaveOut: 4 },
];

export function runLines(run: Run, stream: NodeJS.WriteStream): string[] {
  const { counts } = run;
  const left = run.secondsLeft === null ? '' : `, ${duration(run.secondsLeft * 1000)} to go`;
  const begun = run.createdAt.slice(0, 16).replace('T', ' ');
  return [
    `Run ${run.id} (${run.kind}): ${toned(run.status, RUN_TONES[run.status], stream)}${left}`,
    `Asked for by ${printable(run.createdBy)}, ${begun} UTC; ${limitsInWords(run)}`,
    `${count(run.moves.length, 'move')}: ${counts.waiting} waiting, ${counts.running} running, ${counts.succeeded} moved, ${counts.failed} failed, ${counts.cancelled} cancelled`,
    '',
    ...tableLines(run.moves, COLUMNS, { stream }),
    ...failures(run.moves, stream),
  ];
}

function limitsInWords({ limits, order }: Run): string {
  const parts = [
    limits.total && `${limits.total} at once`,
    limits.perSourceHost && `${limits.perSourceHost} from a host`,
    limits.perDestinationHost && `${limits.perDestinationHost} to a host`,
    limits.perZone && `${limits.perZone} in a zone`,
  ].filter(Boolean);
  const said = parts.length > 0 ? `at most ${parts.join(', ')}` : "the provider's limits";
  return order === 'given' ? said : `${said}; ${order.replace('-', ' ')}`;
}

function standing(move: Move): string {
  return move.state === 'ended' ? (move.outcome ?? 'ended') : move.state;
}

function tone({ outcome, state }: Move): Tone | undefined {
  if (outcome === null) return state === 'waiting' ? undefined : 'busy';
  return outcome === 'succeeded' ? 'good' : outcome === 'cancelled' ? 'faint' : 'bad';
}

function percent(move: Move): string | null {
  const value = move.state === 'ended' ? null : percentOf(move);
  return value === null ? null : `${value} %`;
}

function took({ submittedAt, endedAt }: Move): string | null {
  if (submittedAt === null) return null;
  return duration((endedAt === null ? Date.now() : Date.parse(endedAt)) - Date.parse(submittedAt));
}

/** The names of those with the same words for their end stand together. */
function failures(moves: readonly Move[], stream: NodeJS.WriteStream): string[] {
  const groups = new Map<string, Move[]>();
  for (const move of moves) {
    if (move.outcome === null || move.outcome === 'succeeded' || move.outcome === 'cancelled') continue;
    const words = printable(move.cloudMessage ?? move.reason ?? stateInWords(move));
    groups.set(words, [...(groups.get(words) ?? []), move]);
  }
  return [...groups].flatMap(([words, failed]) => {
    const names = failed.slice(0, NAMES).map(({ instanceName }) => printable(instanceName));
    const more = failed.length > NAMES ? `, and ${failed.length - NAMES} more` : '';
    const next = failed.find(({ nextStep }) => nextStep)?.nextStep;
    return [
      '',
      toned(wrapped(`${names.join(', ')}${more}: ${words}`, stream), 'bad', stream),
      ...(next ? [wrapped(`  Next: ${printable(next)}`, stream)] : []),
    ];
  });
}
