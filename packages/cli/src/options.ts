/** What several commands read from their options in one way. */
import type { RunProbe } from '@evenkeel/contract';
import { InvalidArgumentError } from 'commander';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A moment as ISO 8601 in UTC: from `2026-03-01` (its first moment in UTC), `2026-03-01T22:30Z`, or a time that went by,
 * such as `90m`, `12h`, `30d`. Throws what commander tells as wrong usage.
 */
export function moment(text: string): string {
  const ago = /^(\d{1,6})([mhd])$/.exec(text);
  if (ago) {
    const ms = Number(ago[1]) * UNIT_MS[ago[2] as keyof typeof UNIT_MS];
    return new Date(Date.now() - ms).toISOString();
  }
  // Without Z or an offset JavaScript would take the machine's own time zone.
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const time = known ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError(
      'Give a day such as 2026-03-01, 2026-03-01T22:30Z, or a time ago: 12h, 30d.',
    );
  }
  return new Date(time).toISOString();
}

/** A whole number from 1 to `most`. Throws what commander tells as wrong usage. */
export function atMost(most: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  };
}

/** A number from `least` to `most`, such as 2.5. Throws what commander tells as wrong usage. */
export function between(least: number, most: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}(\.\d{1,9})?$/.test(text) && Number(text) >= least && Number(text) <= most)
      return Number(text);
    throw new InvalidArgumentError(`Give a number from ${least} to ${most}, such as 2.5.`);
  };
}

/** `icmp`, `tcp:443` or `none`. Throws what commander tells as wrong usage. */
export function probe(text: string): RunProbe {
  if (text === 'icmp' || text === 'none') return { kind: text };
  const port = Number(/^tcp:(\d{1,5})$/.exec(text)?.[1]);
  if (port >= 1 && port <= 65_535) return { kind: 'tcp', port };
  throw new InvalidArgumentError('Give icmp, tcp:PORT (such as tcp:22) or none.');
}

/** Seconds from `12h`, `30d`, or `never`. Throws what commander, which knows no null, tells as wrong usage. */
export function lifetime(text: string): number | 'never' {
  if (text === 'never') return text;
  const [, number, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('Give a time such as 12h or 30d, or never.');
  return (Number(number) * UNIT_MS[unit as keyof typeof UNIT_MS]) / 1000;
}
