import type { CampaignHost, CampaignHostForecast } from '@evenkeel/contract';
import { HOST_STATE_WORDS } from './campaign-words.ts';
import type { TimelineRow } from './timeline.tsx';
import { type Segment, segmentsOf, splitAt } from './timeline-scale.ts';
import { timesInWords } from './times.ts';

/** Of a preview: nothing has happened yet. */
export function rowOfForecast(forecast: CampaignHostForecast): TimelineRow {
  const { host, zone } = forecast;
  return {
    host,
    zone,
    words: timesInWords(forecast),
    planned: [],
    done: [],
    ahead: segmentsOf(forecast),
    hasFailed: false,
  };
}

/** Of a campaign under way. @param now milliseconds since 1970 */
export function rowOfHost(one: CampaignHost, now: number): TimelineRow {
  const { host, zone, state, planned, forecast, beganAt } = one;
  const ahead = forecast === null ? [] : segmentsOf(forecast);
  return {
    host,
    zone,
    words: [HOST_STATE_WORDS[state], forecast && timesInWords(forecast)].filter(Boolean).join(': '),
    planned: planned === null ? [] : segmentsOf(planned),
    done: doneOf(one, now),
    ahead: beganAt === null ? ahead : splitAt(ahead, now).after,
    hasFailed: state === 'failed',
  };
}

/** What was, by the times that were reached; the last part goes on until now. */
function doneOf({ beganAt, emptyAt, readyAt, endedAt }: CampaignHost, now: number): Segment[] {
  if (beganAt === null) return [];
  const end = endedAt ?? new Date(Math.max(now, Date.parse(beganAt))).toISOString();
  return segmentsOf({
    beginsAt: beganAt,
    emptyAt: emptyAt ?? end,
    readyAt: readyAt ?? end,
    endsAt: end,
  });
}
