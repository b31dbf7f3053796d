/** How a whole campaign would go, before anything is sent: simulated on the cloud as it is now, with its windows. */
import type {
  CampaignHostForecast,
  CampaignPreview,
  CampaignRequest,
  CampaignTimes,
} from '@evenkeel/contract';
import type { CampaignHost as SimulatedHost } from '@evenkeel/domain';
import { type CampaignHostAsked, readCampaignHostsAsked } from '../db/campaign-asked.ts';
import type { Db } from '../db/database.ts';
import { readProviderName } from '../db/maintenance-facts.ts';
import type { FreshPlanning } from '../maintenance/planning.ts';
import { isUndecided, remarksOn, staysOf } from '../maintenance/preview.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { type OutsideOfCampaigns, refuseUnknownStep } from './outside.ts';
import { type HostTimes, scheduleHosts } from './schedule.ts';
import { outsideMsOf } from './timing.ts';
import { opensAt, openTimes, refuseBadWindows } from './windows.ts';

/** The fullest hosts that are told. */
const MOST_LOADS = 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @param now in milliseconds since 1970. Throws DomainRefusal. */
export async function previewCampaign(
  { db, planning, outside }: { db: Db; planning: FreshPlanning; outside: OutsideOfCampaigns },
  request: CampaignRequest,
  now: number,
): Promise<CampaignPreview> {
  const { providerId, settings } = request;
  const { atOnce, atOncePerZone, windows, bringBack, choices, limits } = settings;
  refuseBadWindows(windows, now);
  await refuseUnknownStep(outside, settings.outside);
  const provider = UUID.test(providerId) ? await readProviderName(db, providerId) : null;
  if (provider === null) throw unknown('provider', `There is no provider ${providerId}, or no longer.`);
  const asked = await hostsAsked(db, request);
  const stale = await planning.upToDate(providerId);
  const simulated = await planning.campaign(providerId, {
    hosts: asked.map(({ host }) => host),
    ...{ atOnce, atOncePerZone, bringBack, choices },
    outsideSeconds: outsideMsOf(settings) / 1000,
    limits,
  });
  const byHost = new Map(simulated.hosts.map((host) => [host.host, host]));
  const times = scheduleHosts(
    asked.map(({ host, zone }) => ({ host, zone, ...durationsOf(byHost.get(host)) })),
    { now, atOnce, atOncePerZone, underWay: [], opensAt: (at) => opensAt(windows, at) },
  );
  const all = [...times.values()];
  const endsAt = Math.max(...all.map((one) => one.endsAt));
  const hosts = asked
    .map((host) => hostForecast(host, byHost.get(host.host), times.get(host.host), request))
    .map((host) => (stale === null ? host : { ...host, remarks: [...host.remarks, stale] }));
  return {
    ...{ providerId, provider, hosts },
    missing: hosts.reduce((sum, { missing }) => sum + missing, 0),
    beginsAt: iso(Math.min(...all.map((one) => one.beginsAt))),
    endsAt: iso(endsAt),
    load: simulated.load.slice(0, MOST_LOADS),
    open: openTimes(windows, { from: now, to: endsAt, atLeast: 3 }),
  };
}

async function hostsAsked(
  db: Db,
  { providerId, of: { hosts, zone, aggregate } }: CampaignRequest,
): Promise<CampaignHostAsked[]> {
  const found = await readCampaignHostsAsked(db, providerId, { hosts, zone, aggregate });
  const missing = (hosts ?? []).find((name) => !found.some(({ host }) => host === name));
  if (missing !== undefined) throw unknown('host', `There is no host ${missing}, or no longer.`);
  if (found.length > 0) return found;
  const where = zone === undefined ? `in the aggregate ${aggregate}` : `in the zone ${zone}`;
  throw unknown('host', `There is no host ${where}.`);
}

function unknown(what: 'host' | 'provider', message: string): DomainRefusal {
  const nextStep = `See the list of ${what}s, and choose again.`;
  return new DomainRefusal(404, `${what}-unknown`, message, { nextStep });
}

function durationsOf(host: SimulatedHost | undefined) {
  const { beginsAt = 0, emptyAt = 0, readyAt = 0, endsAt = 0 } = host ?? {};
  return {
    drainMs: (emptyAt - beginsAt) * 1000,
    outsideMs: (readyAt - emptyAt) * 1000,
    homeMs: (endsAt - readyAt) * 1000,
  };
}

function hostForecast(
  asked: CampaignHostAsked,
  simulated: SimulatedHost | undefined,
  times: HostTimes | undefined,
  { settings: { choices } }: CampaignRequest,
): CampaignHostForecast {
  const { moves = 0, movesHome = 0, blockers = [], away = [], stays: staying = [] } = simulated ?? {};
  // A window that ever comes comes again, so every host comes to its turn.
  if (!times) throw new Error(`${asked.host} never comes to its turn.`);
  const stays = staysOf({ stays: staying, blockers }, choices);
  return {
    host: asked.host,
    zone: asked.zone,
    ...{ moves, movesHome, blockers, stays, away },
    ...timesInWords(times),
    missing: stays.filter(isUndecided).length,
    remarks: [
      ...remarksOn(asked),
      ...(asked.maintenanceId === null
        ? []
        : [
            `${asked.host} is in maintenance already, asked for by ${asked.maintenanceBy}: it waits until that has ended.`,
          ]),
      ...(asked.campaign === null
        ? []
        : [`${asked.host} is in the campaign ${asked.campaign} too, which is not through with it.`]),
    ],
  };
}

const iso = (at: number): string => new Date(at).toISOString();

/** As the API tells them. */
export function timesInWords({ beginsAt, emptyAt, readyAt, endsAt }: HostTimes): CampaignTimes {
  return {
    beginsAt: iso(beginsAt),
    emptyAt: iso(emptyAt),
    readyAt: iso(readyAt),
    endsAt: iso(endsAt),
  };
}
