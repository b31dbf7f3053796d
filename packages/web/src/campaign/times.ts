import type { CampaignTimes, OpenTime } from '@evenkeel/contract';
import type { TickWords } from './timeline-scale.ts';

/** `Tue 24 Nov, 22:14` in the reader's own clock, or in the time zone that is given. */
export function dayAndTime(at: string | number, timeZone?: string): string {
  return new Date(at).toLocaleString(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
}

function timeOnly(at: string | number, timeZone?: string): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', timeZone });
}

/** `Tue 24 Nov, 22:00 to 04:00`, with the day of the end when it is not the next morning. */
export function openingInWords({ from, to }: OpenTime, timeZone?: string): string {
  const isLong = Date.parse(to) - Date.parse(from) >= 24 * 3_600_000;
  return `${dayAndTime(from, timeZone)} to ${isLong ? dayAndTime(to, timeZone) : timeOnly(to, timeZone)}`;
}

export function timesInWords({ beginsAt, emptyAt, readyAt, endsAt }: CampaignTimes): string {
  const parts = [
    `${Date.parse(beginsAt) <= Date.now() ? 'began' : 'begins'} ${dayAndTime(beginsAt)}`,
    `empty ${timeOnly(emptyAt)}`,
    `in use ${timeOnly(readyAt)}`,
  ];
  return [...parts, ...(endsAt === readyAt ? [] : [`home ${timeOnly(endsAt)}`])].join(', ');
}

export const TICK_WORDS: TickWords = {
  day: (at) => new Date(at).toLocaleDateString(undefined, { weekday: 'short', day: 'numeric' }),
  minute: (at) => timeOnly(at),
  second: (at) => new Date(at).toLocaleTimeString(),
};
