/** When hosts of a campaign may begin. Times are milliseconds since 1970, as Date.now() gives them. */
import type { CampaignWindow, OpenTime } from '@evenkeel/contract';
import { Cron } from 'croner';
import { DomainRefusal } from '../runner/refusal.ts';

interface Interval {
  from: number;
  to: number;
}

const MINUTE_MS = 60_000;
/** A window that opens every minute is not followed for ever: what comes after begins where this ends. */
const MOST_INTERVALS = 400;

/** Throws DomainRefusal (400) when a window or its time zone is none, or never comes. */
export function refuseBadWindows(windows: readonly CampaignWindow[], now: number): void {
  for (const window of windows) {
    const named = `The window "${window.cron}" in "${window.timeZone}"`;
    const nextStep =
      'Give five fields, such as "0 22 * * 1-5" for ten in the evening of working days, and a time zone such as Europe/Berlin.';
    try {
      if (cronOf(window).nextRun(new Date(now)) !== null) continue;
    } catch (error) {
      const message = `${named} is not understood: ${(error as Error).message}`;
      throw new DomainRefusal(400, 'bad-window', message, { nextStep });
    }
    throw new DomainRefusal(400, 'bad-window', `${named} never comes.`, { nextStep });
  }
}

/** The first moment from `at` on in which one of the windows is open; null when none ever is. Without windows: `at`. */
export function opensAt(windows: readonly CampaignWindow[], at: number): number | null {
  if (windows.length === 0) return at;
  const first = windows.flatMap((window) => {
    const [interval] = intervals(window, at);
    return interval ? [Math.max(at, interval.from)] : [];
  });
  return first.length === 0 ? null : Math.min(...first);
}

/** What is open between the two times, and at least so many of the next ones; overlapping ones are told as one. */
export function openTimes(
  windows: readonly CampaignWindow[],
  { from, to, atLeast }: { from: number; to: number; atLeast: number },
): OpenTime[] {
  const found = windows.flatMap((window) => {
    const ofWindow: Interval[] = [];
    for (const interval of intervals(window, from)) {
      if (interval.from > to && ofWindow.length >= atLeast) break;
      ofWindow.push(interval);
      if (ofWindow.length >= MOST_INTERVALS) break;
    }
    return ofWindow;
  });
  const all = merged(found);
  const shown = all.filter((interval, place) => interval.from <= to || place < atLeast);
  return shown.map((interval) => ({ from: iso(interval.from), to: iso(interval.to) }));
}

/** Whether hosts may begin now, and when that changes (null: never); null without windows. */
export function windowNow(
  windows: readonly CampaignWindow[],
  now: number,
): { open: boolean; changesAt: string | null } | null {
  if (windows.length === 0) return null;
  const opens = opensAt(windows, now);
  if (opens === null) return { open: false, changesAt: null };
  if (opens > now) return { open: false, changesAt: iso(opens) };
  const [present] = openTimes(windows, { from: now, to: now, atLeast: 1 });
  return { open: true, changesAt: present?.to ?? null };
}

const cronOf = ({ cron, timeZone }: CampaignWindow) => new Cron(cron, { timezone: timeZone, mode: '5-part' });
const iso = (at: number): string => new Date(at).toISOString();

/** Those that end after `at`, oldest first; runs that overlap are one. */
function* intervals(window: CampaignWindow, at: number): Generator<Interval> {
  const cron = cronOf(window);
  const length = window.minutes * MINUTE_MS;
  // croner gives what comes after a time, and knows seconds.
  let run = cron.nextRun(new Date(at - length - 1000));
  while (run !== null) {
    const from = run.getTime();
    let to = from + length;
    run = cron.nextRun(run);
    for (let joined = 0; run !== null && run.getTime() <= to && joined < MOST_INTERVALS; joined += 1) {
      to = run.getTime() + length;
      run = cron.nextRun(run);
    }
    if (to > at) yield { from, to };
  }
}

function merged(found: readonly Interval[]): Interval[] {
  const all: Interval[] = [];
  for (const interval of [...found].sort((left, right) => left.from - right.from)) {
    const last = all.at(-1);
    if (last && interval.from <= last.to) last.to = Math.max(last.to, interval.to);
    else all.push({ ...interval });
  }
  return all;
}
