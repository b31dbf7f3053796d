/** A campaign as lines for a person: how it would go, and how it stands. */
import type {
  CampaignDetail,
  CampaignHost,
  CampaignHostForecast,
  CampaignPreview,
  CampaignTimes,
} from '@evenkeel/contract';
import { type Column, tableLines } from '../output/table.ts';
import { count, printable } from '../output/text.ts';

const OPENINGS_TOLD = 3;
const COURSE_PLACES = 32;
/** Of each host; all of them are in --json. */
const AWAY_TOLD = 3;

/** `2026-11-24 22:00Z`: to the minute is as much as anybody plans by. */
export const minuteOf = (at: string): string => `${at.slice(0, 16).replace('T', ' ')}Z`;

interface Span {
  from: number;
  to: number;
}

function spanOf(all: readonly CampaignTimes[]): Span {
  const moments = all.flatMap(({ beginsAt, endsAt }) => [Date.parse(beginsAt), Date.parse(endsAt)]);
  return { from: Math.min(...moments), to: Math.max(...moments) };
}

/** The host's time as a bar: `>` its instances leave, `=` it is empty, `<` they come home. */
function course(times: CampaignTimes | null, { from, to }: Span): string | null {
  if (times === null) return null;
  const [begins, empty, ready, ends] = [times.beginsAt, times.emptyAt, times.readyAt, times.endsAt].map(
    Date.parse,
  ) as [number, number, number, number];
  const step = Math.max(1, to - from) / COURSE_PLACES;
  return Array.from({ length: COURSE_PLACES }, (_, place) => {
    const [left, right] = [from + place * step, from + (place + 1) * step];
    if (right <= begins || left >= ends) return '.';
    if (left < empty) return '>';
    return left < ready ? '=' : '<';
  }).join('');
}

export function previewLines(preview: CampaignPreview): string[] {
  const { provider, hosts, missing, beginsAt, endsAt, open, load } = preview;
  const span = spanOf(hosts);
  const columns: Column<CampaignHostForecast>[] = [
    { title: 'HOST', value: ({ host }) => host, whole: true },
    { title: 'ZONE', value: ({ zone }) => zone, leaveOut: 3 },
    { title: 'AWAY', value: ({ moves }) => moves, right: true },
    { title: 'HOME', value: ({ movesHome }) => movesHome, right: true, leaveOut: 4 },
    { title: 'BEGINS', value: (one) => minuteOf(one.beginsAt) },
    { title: 'ENDS', value: (one) => minuteOf(one.endsAt), leaveOut: 1 },
    { title: 'COURSE', value: (one) => course(one, span), leaveOut: 2 },
  ];
  const moves = hosts.reduce((sum, host) => sum + host.moves, 0);
  const worst = load[0];
  return [
    `${count(hosts.length, 'host')} of ${printable(provider)}, ${count(moves, 'instance leaves', 'instances leave')}`,
    ...tableLines(hosts, columns, { stream: process.stdout }),
    `As the cloud is now it begins ${minuteOf(beginsAt)} and ends about ${minuteOf(endsAt)}.`,
    ...open.slice(0, OPENINGS_TOLD).map(({ from, to }) => `  open ${minuteOf(from)} to ${minuteOf(to)}`),
    ...(worst && worst.memoryWorst !== null
      ? [
          `Fullest on the way: ${printable(worst.host)}, ${Math.round(worst.memoryWorst * 100)} % of its memory`,
        ]
      : []),
    ...hosts.flatMap(troubles),
    ...(missing > 0
      ? [
          `${count(missing, 'instance needs', 'instances need')} a choice (--choose, --others): without one the campaign waits at that host.`,
        ]
      : []),
  ];
}

function troubles({ host, blockers, stays, remarks, away }: CampaignHostForecast): string[] {
  return [
    ...remarks.map((remark) => `  ${printable(remark)}`),
    ...blockers.map(
      ({ message, nextStep }) => `  ${printable(host)}: ${printable(message)} ${printable(nextStep)}`,
    ),
    ...stays.map(
      ({ instanceName, choice, choices, message }) =>
        `  ${printable(instanceName)}: ${choice ?? `needs a choice (${choices.join(', ')})`}. ${printable(message)}`,
    ),
    ...away.slice(0, AWAY_TOLD).map(({ message }) => `  would not come home: ${printable(message)}`),
    ...(away.length > AWAY_TOLD
      ? [`  and ${away.length - AWAY_TOLD} more that left ${printable(host)}`]
      : []),
  ];
}

export function campaignLines(campaign: CampaignDetail): string[] {
  const { name, provider, state, reason, attention, hosts, counts, forecastEndsAt, window, events } =
    campaign;
  const told = hosts.flatMap(({ forecast }) => forecast ?? []);
  const span = spanOf(told);
  const columns: Column<CampaignHost>[] = [
    { title: 'HOST', value: ({ host }) => host, whole: true },
    { title: 'STATE', value: (one) => one.state, tone: toneOf },
    { title: 'MAINTENANCE', value: ({ maintenanceId }) => maintenanceId?.slice(0, 8), leaveOut: 3 },
    { title: 'BEGINS', value: ({ forecast }) => forecast && minuteOf(forecast.beginsAt), leaveOut: 2 },
    { title: 'ENDS', value: ({ forecast }) => forecast && minuteOf(forecast.endsAt) },
    { title: 'COURSE', value: ({ forecast }) => course(forecast, span), leaveOut: 1 },
  ];
  const { done, underWay, waiting, failed, skipped } = counts;
  return [
    `${printable(name)} of ${printable(provider)}: ${state}${reason ? ` (${printable(reason)})` : ''}`,
    `  ${done} done, ${underWay} under way, ${waiting} waiting, ${failed} failed, ${skipped} skipped`,
    ...(attention ? [`  ${printable(attention.reason)}`, `  ${printable(attention.nextStep)}`] : []),
    ...(campaign.endedAt === null && forecastEndsAt ? [`  ends about ${minuteOf(forecastEndsAt)}`] : []),
    ...(window && campaign.endedAt === null ? [`  ${windowLine(window)}`] : []),
    ...tableLines(hosts, columns, { stream: process.stdout }),
    ...hosts.flatMap(({ host, reason: why, nextStep }) =>
      why === null ? [] : [`  ${printable(host)}: ${printable(why)} ${printable(nextStep ?? '')}`.trimEnd()],
    ),
    ...events.map(
      ({ at, host, message }) => `  ${at} ${host ? `${printable(host)}: ` : ''}${printable(message)}`,
    ),
  ];
}

function toneOf({ state }: CampaignHost) {
  if (state === 'failed') return 'bad';
  return state === 'done' ? 'good' : state === 'waiting' || state === 'skipped' ? undefined : 'busy';
}

function windowLine({ open, changesAt }: NonNullable<CampaignDetail['window']>): string {
  if (changesAt === null) return open ? 'hosts may begin' : 'no window opens again';
  return open
    ? `hosts may begin until ${minuteOf(changesAt)}`
    : `hosts may begin from ${minuteOf(changesAt)}`;
}
