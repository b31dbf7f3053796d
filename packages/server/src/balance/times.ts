/** When a policy's schedule comes, and when it is to be quiet. */
import type { BalanceSettings } from '@evenkeel/contract';
import { Cron } from 'croner';
import { DomainRefusal } from '../runner/refusal.ts';

type Timed = Pick<BalanceSettings, 'mode' | 'schedule' | 'timeZone' | 'quietHours'>;

/** The first time after this one; null for a policy that waits to be asked. */
export function nextLook({ mode, schedule, timeZone }: Timed, after: Date): Date | null {
  if (mode === 'manual' || schedule === null) return null;
  return new Cron(schedule, { timezone: timeZone, mode: '5-part' }).nextRun(after);
}

/** So many of its next times, soonest first. Throws DomainRefusal (400) when it is none. */
export function nextLooks(schedule: string, timeZone: string, after: Date, count: number): Date[] {
  refuseBadTimes({ mode: 'suggest', schedule, timeZone, quietHours: [] });
  return new Cron(schedule, { timezone: timeZone, mode: '5-part' }).nextRuns(count, after);
}

/** Throws DomainRefusal (400) when the schedule or the time zone is none, or never comes. */
export function refuseBadTimes(settings: Timed): void {
  if (settings.mode === 'manual') return;
  const refuse = (message: string) => {
    throw new DomainRefusal(400, 'bad-schedule', message, {
      nextStep:
        'Give five fields, such as "0 3 * * *" for every night at three, and a time zone such as Europe/Berlin.',
    });
  };
  if (settings.schedule === null) return refuse(`The mode "${settings.mode}" needs a schedule.`);
  try {
    if (nextLook(settings, new Date()) === null) refuse(`The schedule "${settings.schedule}" never comes.`);
  } catch (error) {
    if (error instanceof DomainRefusal) throw error;
    refuse(
      `The schedule "${settings.schedule}" in "${settings.timeZone}" is not understood: ${(error as Error).message}`,
    );
  }
}

/** The quiet hours that it is in, in words; null when it is in none. */
export function quietNow({ quietHours, timeZone }: Timed, now: Date): string | null {
  if (quietHours.length === 0) return null;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const time = format.format(now);
  const found = quietHours.find(({ from, to }) =>
    from <= to ? time >= from && time < to : time >= from || time < to,
  );
  return found ? `quiet hours from ${found.from} to ${found.to} (${timeZone})` : null;
}
