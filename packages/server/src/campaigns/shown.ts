/** From a campaign's rows to the API's shapes, with the forecast of what is left. */
import type {
  CampaignDetail,
  CampaignHost,
  CampaignQuery,
  CampaignState,
  CampaignSummary,
  OutsideProgress,
} from '@evenkeel/contract';
import { type CampaignHostSeen, readCampaignHosts } from '../db/campaign-looking.ts';
import {
  type CampaignRow,
  readCampaign,
  readCampaignEvents,
  readCampaigns,
  readMaintenanceIdsOfCampaign,
} from '../db/campaign-reading.ts';
import type { Db } from '../db/database.ts';
import { time } from '../db/shapes.ts';
import { forecastHosts } from './forecast.ts';
import { isStopped } from './look.ts';
import { timesInWords } from './preview.ts';
import type { HostTimes } from './schedule.ts';
import { openTimes, windowNow } from './windows.ts';

/** One page, newest first. Throws BadCursor. */
export async function listCampaigns(
  db: Db,
  query: CampaignQuery,
): Promise<{ items: CampaignSummary[]; nextCursor: string | null }> {
  const { items, nextCursor } = await readCampaigns(db, query);
  const shown = items.map(async (row) => {
    if (row.ended_at !== null) return summaryOf(row, new Map());
    const hosts = await readCampaignHosts(db, row.id);
    return summaryOf(row, forecastHosts(row.settings, hosts, row.now.getTime()));
  });
  return { items: await Promise.all(shown), nextCursor };
}

/** Null when there is none of this id, which must be a uuid. */
export async function showCampaign(db: Db, id: string): Promise<CampaignDetail | null> {
  const row = await readCampaign(db, id);
  if (!row) return null;
  const [hosts, events, maintenances] = await Promise.all([
    readCampaignHosts(db, id),
    readCampaignEvents(db, id),
    readMaintenanceIdsOfCampaign(db, id),
  ]);
  const { settings } = row;
  const now = row.now.getTime();
  // Of a campaign that is over, nothing comes any more: only what was.
  const toForecast = row.ended_at === null ? hosts : hosts.filter(({ ended_at }) => ended_at !== null);
  const forecast = forecastHosts(settings, toForecast, now);
  const from = Math.min(now, row.created_at.getTime());
  const to = row.ended_at?.getTime() ?? Math.max(now, ...[...forecast.values()].map(({ endsAt }) => endsAt));
  return {
    ...summaryOf(row, forecast),
    settings,
    hosts: hosts.map((host) => hostOf(host, forecast.get(host.host), maintenances.get(host.host) ?? [])),
    open: openTimes(settings.windows, { from, to, atLeast: 0 }),
    events: events.map(({ at, host, message }) => ({ at: time(at) as string, host, message })),
  };
}

function summaryOf(row: CampaignRow, forecast: ReadonlyMap<string, HostTimes>): CampaignSummary {
  const { id, name, reason, provider, waiting, underWay, done, skipped, failed } = row;
  const { attention_reason: why, attention_next_step: nextStep } = row;
  const ends = [...forecast.values()].map(({ endsAt }) => endsAt);
  const isOpen = row.ended_at === null;
  return {
    ...{ id, name, reason, provider },
    providerId: row.provider_id,
    state: stateOf(row),
    createdAt: time(row.created_at) as string,
    createdBy: row.created_by,
    counts: { waiting, underWay, done, skipped, failed },
    attention: isOpen && why !== null ? { reason: why, nextStep: nextStep ?? '' } : null,
    forecastEndsAt: isOpen && ends.length > 0 ? new Date(Math.max(...ends)).toISOString() : null,
    window: isOpen ? windowNow(row.settings.windows, row.now.getTime()) : null,
    endedAt: time(row.ended_at),
  };
}

function stateOf(row: CampaignRow): CampaignState {
  if (row.end_state !== null) return row.end_state;
  if (row.cancel_asked_at !== null) return 'cancelling';
  if (row.paused_at !== null) return 'paused';
  return isStopped(row) ? 'stopped' : 'running';
}

function hostOf(
  row: CampaignHostSeen,
  forecast: HostTimes | undefined,
  maintenanceIds: string[],
): CampaignHost {
  return {
    host: row.host,
    zone: row.zone,
    state: row.state,
    since: time(row.since) as string,
    reason: row.reason,
    nextStep: row.next_step,
    failedIn: row.failed_in,
    maintenanceId: row.maintenance?.id ?? null,
    maintenanceIds,
    outside: outsideOf(row),
    beganAt: time(row.began_at),
    emptyAt: time(row.empty_at),
    readyAt: time(row.ready_at),
    endedAt: time(row.ended_at),
    planned: row.planned,
    forecast: forecast ? timesInWords(forecast) : null,
  };
}

function outsideOf(row: CampaignHostSeen): OutsideProgress | null {
  if (row.outside_asked_at === null) return null;
  return {
    askedAt: time(row.outside_asked_at) as string,
    answeredAt: time(row.outside_answered_at),
    answeredBy: row.outside_answered_by,
    ok: row.outside_ok,
    message: row.outside_message,
  };
}
