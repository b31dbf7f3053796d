/**
 * When each host of a campaign comes to its turn, from what each takes: the limits and the windows laid over the
 * simulation's estimates. Pure. Times are milliseconds since 1970.
 */
export interface HostToSchedule {
  host: string;
  zone: string | null;
  drainMs: number;
  outsideMs: number;
  homeMs: number;
}

export interface HostTimes {
  beginsAt: number;
  emptyAt: number;
  readyAt: number;
  endsAt: number;
}

export interface Schedule {
  now: number;
  atOnce: number;
  /** Null is no limit but the other. */
  atOncePerZone: number | null;
  /** Hosts that are away already. */
  underWay: readonly { zone: string | null; endsAt: number }[];
  /** The first moment from then on in which a host may begin; null for never. */
  opensAt(at: number): number | null;
}

/** By host, in the order in which they begin; hosts that never come to their turn are left out. */
export function scheduleHosts(
  hosts: readonly HostToSchedule[],
  { now: from, atOnce, atOncePerZone, underWay, opensAt }: Schedule,
): Map<string, HostTimes> {
  const times = new Map<string, HostTimes>();
  let waiting = [...hosts];
  let away = [...underWay];
  let now = from;
  while (waiting.length > 0) {
    const opens = opensAt(now);
    if (opens === null) break;
    now = opens;
    away = away.filter(({ endsAt }) => endsAt > now);
    waiting = waiting.filter((host) => {
      const inZone = away.filter(({ zone }) => zone === host.zone).length;
      if (away.length >= atOnce || inZone >= (atOncePerZone ?? Number.POSITIVE_INFINITY)) return true;
      const found = timesOf(host, now);
      times.set(host.host, found);
      away.push({ zone: host.zone, endsAt: found.endsAt });
      return false;
    });
    now = Math.max(now, Math.min(...away.map(({ endsAt }) => endsAt)));
  }
  return times;
}

function timesOf({ drainMs, outsideMs, homeMs }: HostToSchedule, beginsAt: number): HostTimes {
  const emptyAt = beginsAt + drainMs;
  const readyAt = emptyAt + outsideMs;
  return { beginsAt, emptyAt, readyAt, endsAt: readyAt + homeMs };
}
