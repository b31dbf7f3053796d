import type { CampaignTimes } from '@evenkeel/contract';

/** A part of a host's time; milliseconds since 1970. */
export interface Segment {
  kind: 'away' | 'outside' | 'home';
  from: number;
  to: number;
}

export interface Span {
  from: number;
  to: number;
}

export interface Tick {
  at: number;
  label: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  1 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  1 * DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
] as const;
const MOST_TICKS = 8;

/** The three parts of a host's time: its instances leave, it is empty, its instances come home. Empty parts are left out. */
export function segmentsOf({ beginsAt, emptyAt, readyAt, endsAt }: CampaignTimes): Segment[] {
  const [begins, empty, ready, ends] = [beginsAt, emptyAt, readyAt, endsAt].map(Date.parse) as [
    number,
    number,
    number,
    number,
  ];
  const all: Segment[] = [
    { kind: 'away', from: begins, to: empty },
    { kind: 'outside', from: empty, to: ready },
    { kind: 'home', from: ready, to: ends },
  ];
  return all.filter(({ from, to }) => to > from);
}

/** What of the segments lies before a moment, and what after it. */
export function splitAt(segments: readonly Segment[], at: number): { before: Segment[]; after: Segment[] } {
  return {
    before: segments.filter(({ from }) => from < at).map((one) => ({ ...one, to: Math.min(one.to, at) })),
    after: segments.filter(({ to }) => to > at).map((one) => ({ ...one, from: Math.max(one.from, at) })),
  };
}

/** From the first to the last of the moments, with some room after it, and never nothing. */
export function spanOf(moments: readonly number[]): Span {
  const from = Math.min(...moments);
  const to = Math.max(...moments, from + MINUTE);
  return { from, to: to + (to - from) * 0.02 };
}

/** Where a moment stands in the span: 0 to 100, cut at both ends. */
export function percentOf(at: number, { from, to }: Span): number {
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
}

/**
 * Round moments of the reader's own clock, at most eight of them.
 * @param offsetMinutes of local time, as Date's getTimezoneOffset has it (UTC minus local)
 */
export function ticksOf({ from, to }: Span, offsetMinutes: number, words: TickWords): Tick[] {
  const wanted = (to - from) / MOST_TICKS;
  const step = STEPS.find((one) => one >= wanted) ?? Math.ceil(wanted / DAY) * DAY;
  const offset = offsetMinutes * MINUTE;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
    const isDay = (at - offset) % DAY === 0;
    ticks.push({ at, label: isDay ? words.day(at) : step < MINUTE ? words.second(at) : words.minute(at) });
  }
  return ticks;
}

export interface TickWords {
  day: (at: number) => string;
  minute: (at: number) => string;
  second: (at: number) => string;
}
