import { type CampaignHostState, CampaignSettings } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import type { CampaignHostSeen } from '../db/campaign-looking.ts';
import { forecastHosts } from './forecast.ts';

const NOW = Date.parse('2026-07-01T12:00Z');
const minutes = (count: number): number => count * 60_000;
const ago = (count: number): Date => new Date(NOW - minutes(count));

function host(
  name: string,
  state: CampaignHostState,
  times: Partial<CampaignHostSeen> = {},
): CampaignHostSeen {
  return {
    ...{
      campaign_id: 'c',
      position: 0,
      host: name,
      zone: 'a',
      state,
      since: ago(0),
      switch: 'enabled' as const,
    },
    ...{
      reason: null,
      next_step: null,
      failed_in: null,
      attempt: 0,
      maintenance_id: null,
      maintenance: null,
    },
    ...{ attention_since: null, paused_by_us: false, planned: null, drain_seconds: 600, home_seconds: 300 },
    ...{ began_at: null, empty_at: null, ready_at: null, ended_at: null, outside_attempt: 0 },
    ...{ outside_asked_at: null, outside_answered_at: null, outside_answered_by: null, outside_ok: null },
    ...{ outside_message: null, skip_asked_at: null, skip_how: null, retry_asked_at: null },
    ...times,
  };
}

/** The work outside takes 29 minutes, and the host is watched for one more. */
function inMinutes(hosts: CampaignHostSeen[], settings: object = {}): Record<string, number[]> {
  const found = forecastHosts(CampaignSettings.parse({ outsideMinutes: 29, ...settings }), hosts, NOW);
  return Object.fromEntries(
    [...found].map(([name, { beginsAt, emptyAt, readyAt, endsAt }]) => [
      name,
      [beginsAt, emptyAt, readyAt, endsAt].map((at) => Math.round((at - NOW) / 60_000)),
    ]),
  );
}

test('what is left goes at the pace of those that are through', () => {
  // It was expected to take 10 minutes to empty, and took 20.
  const times = { began_at: ago(80), empty_at: ago(60), ready_at: ago(30), ended_at: ago(10) };
  expect(inMinutes([host('a1', 'done', times), host('a2', 'waiting'), host('a3', 'waiting')])).toEqual({
    a1: [-80, -60, -30, -10],
    a2: [0, 20, 50, 60],
    a3: [60, 80, 110, 120],
  });
});

test('a host under way keeps its place until its end; one that is late ends now at the earliest', () => {
  const late = host('a1', 'outside', { began_at: ago(90), empty_at: ago(80) });
  expect(inMinutes([late, host('a2', 'waiting')])).toEqual({ a1: [-90, -80, 0, 5], a2: [5, 15, 45, 50] });
});

test('nobody can say when one that failed is seen to: the others go on as if its place were free', () => {
  const failed = host('a1', 'failed', { began_at: ago(30) });
  expect(inMinutes([failed, host('a2', 'skipped'), host('a3', 'waiting')])).toEqual({ a3: [0, 10, 40, 45] });
});
