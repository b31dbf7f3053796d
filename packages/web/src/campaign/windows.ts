import type { CampaignWindow } from '@evenkeel/contract';
import { formatDuration } from '../parts/durations.ts';

/** Which days a window opens on, as a cron expression says them. */
export const DAYS: readonly { value: string; words: string }[] = [
  { value: '*', words: 'Every day' },
  { value: '1-5', words: 'Monday to Friday' },
  { value: '0,6', words: 'Saturday and Sunday' },
  { value: '1', words: 'Mondays' },
  { value: '2', words: 'Tuesdays' },
  { value: '3', words: 'Wednesdays' },
  { value: '4', words: 'Thursdays' },
  { value: '5', words: 'Fridays' },
  { value: '6', words: 'Saturdays' },
  { value: '0', words: 'Sundays' },
];

export interface Opening {
  days: string;
  /** Such as `22:00`. */
  time: string;
}

/** The days and the time of a simple expression; null for one that says more than that. */
export function openingOf(cron: string): Opening | null {
  const [, minute = '', hour = '', days = ''] = /^(\d{1,2}) (\d{1,2}) \* \* (\S+)$/.exec(cron.trim()) ?? [];
  const isKnown = Number(minute) < 60 && Number(hour) < 24 && DAYS.some(({ value }) => value === days);
  return isKnown ? { days, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` } : null;
}

export function cronOf({ days, time }: Opening): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute ?? 0} ${hour ?? 0} * * ${days}`;
}

/** `Monday to Friday from 22:00 for 6 h (Europe/Berlin)`. */
export function windowInWords({ cron, minutes, timeZone }: CampaignWindow): string {
  const opening = openingOf(cron);
  const days = opening && DAYS.find(({ value }) => value === opening.days);
  const when = opening && days ? `${days.words} from ${opening.time}` : `By the cron expression ${cron}`;
  return `${when} for ${formatDuration(minutes * 60_000)} (${timeZone})`;
}
