import { afterPlan } from './after-plan.ts';
import { planDrain } from './drain.ts';
import { planReturn } from './return.ts';
import type { CloudSnapshot } from './snapshot.ts';
import type { DrainRequest, LoadOnTheWay, Plan, PlanBlocker, PlanStay } from './types.ts';

export interface CampaignRequest extends Omit<DrainRequest, 'hosts'> {
  /** In the order in which they shall begin. */
  hosts: readonly string[];
  /** So many hosts are away at one time, and so many of one zone; null is no limit but the other. */
  atOnce: number;
  atOncePerZone: number | null;
  /** What is done outside between a host's being empty and its being ready again, estimated. */
  outsideSeconds: number;
  /** Whether the instances come home before the next host goes. */
  bringBack: boolean;
}

/** One host of a campaign; seconds from its beginning. */
export interface CampaignHost {
  host: string;
  beginsAt: number;
  /** The last instance that can leave has left. */
  emptyAt: number;
  /** Enabled again. */
  readyAt: number;
  /** Its instances are home; the same as `readyAt` when they are not brought back. */
  endsAt: number;
  moves: number;
  movesHome: number;
  /** What would hold it up: the real campaign waits for a person here, the forecast goes on. */
  blockers: PlanBlocker[];
  stays: PlanStay[];
  /** Those that would not come home, and why. */
  away: PlanBlocker[];
}

export interface CampaignForecast {
  hosts: CampaignHost[];
  /** The whole campaign. */
  seconds: number;
  /** The fullest that any host gets, the fullest first. */
  load: LoadOnTheWay[];
}

interface UnderWay {
  entry: CampaignHost;
  phase: 'away' | 'returning';
}

/**
 * How a campaign would go on this cloud if nothing else changed: each host emptied, away for what is done outside, enabled,
 * and its instances brought home. Every plan is made on the cloud as those before it leave it; hosts that are away get
 * nothing, and one that was disabled at first stays so. What is on a host only because another one is away comes home to
 * that one. A forecast: what others do meanwhile is not in it.
 */
export function simulateCampaign(snapshot: CloudSnapshot, request: CampaignRequest): CampaignForecast {
  const known = new Map(snapshot.hosts.map((host) => [host.name, host]));
  const zoneOf = (host: string) => known.get(host)?.zone ?? null;
  const waiting = new Set(request.hosts);
  const underWay = new Map<string, UnderWay>();
  const entries: CampaignHost[] = [];
  const load = new Map<string, LoadOnTheWay>();
  /** From what was sent away, with its name, to the host it was first sent away from. */
  const guests = new Map<string, { name: string; home: string }>();
  let cloud = snapshot;
  let now = 0;

  /** Those that begin at this moment. */
  const beginning = () => {
    const found: string[] = [];
    for (const host of waiting) {
      const away = [...underWay.keys(), ...found];
      const inZone = away.filter((other) => zoneOf(other) === zoneOf(host)).length;
      const fits = inZone < (request.atOncePerZone ?? Number.POSITIVE_INFINITY);
      if (away.length < request.atOnce && fits) found.push(host);
    }
    return found;
  };
  const take = (plan: Plan) => {
    cloud = afterPlan(cloud, plan);
    noteLoad(load, plan.load);
  };

  for (;;) {
    const hosts = beginning();
    for (const host of hosts) cloud = switched(cloud, host, 'disabled');
    for (const host of hosts) {
      waiting.delete(host);
      const drain = planDrain(cloud, { ...request, hosts: [host] });
      take(drain);
      for (const { from, instanceId, instanceName: name } of drain.steps)
        if (from === host && !guests.has(instanceId)) guests.set(instanceId, { name, home: host });
      const entry = entryOf(host, drain, now, request.outsideSeconds);
      entries.push(entry);
      underWay.set(host, { entry, phase: 'away' });
    }
    const next = [...underWay.values()].sort((a, b) => nextAt(a) - nextAt(b))[0];
    if (!next) return { hosts: entries, seconds: now, load: fullestFirst(load) };
    const { entry, phase } = next;
    now = nextAt(next);
    if (phase === 'away' && known.get(entry.host)?.status === 'enabled')
      cloud = switched(cloud, entry.host, 'enabled');
    if (phase === 'returning' || !request.bringBack) {
      underWay.delete(entry.host);
      continue;
    }
    const home = planReturn(cloud, {
      ...request,
      host: entry.host,
      instances: guestsOf(guests, entry.host, cloud),
    });
    take(home);
    for (const [id, guest] of guests) if (guest.home === entry.host) guests.delete(id);
    entry.movesHome = home.steps.length;
    entry.away = home.blockers;
    entry.endsAt = now + (home.seconds ?? 0);
    next.phase = 'returning';
  }
}

function nextAt({ entry, phase }: UnderWay): number {
  return phase === 'away' ? entry.readyAt : entry.endsAt;
}

function entryOf(host: string, drain: Plan, beginsAt: number, outsideSeconds: number): CampaignHost {
  const emptyAt = beginsAt + (drain.seconds ?? 0);
  const readyAt = emptyAt + outsideSeconds;
  return {
    host,
    beginsAt,
    emptyAt,
    readyAt,
    endsAt: readyAt,
    moves: drain.steps.length,
    movesHome: 0,
    blockers: drain.blockers,
    stays: drain.stays,
    away: [],
  };
}

/** What is to come home to a host, with where it is now. */
function guestsOf(
  guests: ReadonlyMap<string, { name: string; home: string }>,
  host: string,
  { instances }: CloudSnapshot,
) {
  const now = new Map(instances.map(({ id, host: on }) => [id, on]));
  return [...guests].flatMap(([id, { name, home }]) =>
    home === host ? [{ id, name, leftOn: now.get(id) ?? null }] : [],
  );
}

function switched(cloud: CloudSnapshot, name: string, status: 'enabled' | 'disabled'): CloudSnapshot {
  return { ...cloud, hosts: cloud.hosts.map((host) => (host.name === name ? { ...host, status } : host)) };
}

function noteLoad(load: Map<string, LoadOnTheWay>, seen: readonly LoadOnTheWay[]): void {
  for (const one of seen) {
    const before = load.get(one.host);
    if (!before) load.set(one.host, { ...one });
    else {
      before.memoryWorst = Math.max(before.memoryWorst ?? 0, one.memoryWorst ?? 0);
      before.vcpusWorst = Math.max(before.vcpusWorst ?? 0, one.vcpusWorst ?? 0);
    }
  }
}

function fullestFirst(load: ReadonlyMap<string, LoadOnTheWay>): LoadOnTheWay[] {
  return [...load.values()].sort(
    (a, b) => (b.memoryWorst ?? 0) - (a.memoryWorst ?? 0) || (a.host < b.host ? -1 : 1),
  );
}
