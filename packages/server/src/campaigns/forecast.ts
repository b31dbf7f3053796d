/** How the rest of a campaign will go: from what each host was expected to take, and the pace of those that are through. */
import type { CampaignSettings } from '@evenkeel/contract';
import type { CampaignHostSeen } from '../db/campaign-looking.ts';
import { type HostTimes, scheduleHosts } from './schedule.ts';
import { outsideMsOf } from './timing.ts';
import { opensAt } from './windows.ts';

/** How much slower or quicker than expected a pace is believed to be. */
const MOST_FACTOR = 20;

/**
 * By host; passed times are the real ones. Hosts that failed or were skipped are left out: nobody can say when they are
 * seen to, and the others are forecast as if their places were free. As if a paused campaign went on now.
 * @param now in milliseconds since 1970.
 */
export function forecastHosts(
  settings: CampaignSettings,
  hosts: readonly CampaignHostSeen[],
  now: number,
): Map<string, HostTimes> {
  const { atOnce, atOncePerZone, windows } = settings;
  const pace = paceOf(hosts);
  const outsideMs = outsideMsOf(settings);
  const drainMs = (host: CampaignHostSeen) => host.drain_seconds * 1000 * pace;
  const homeMs = (host: CampaignHostSeen) => host.home_seconds * 1000 * pace;
  const begun = new Map<string, HostTimes>();
  for (const host of hosts) {
    if (host.began_at === null || host.state === 'failed' || host.state === 'skipped') continue;
    const beginsAt = host.began_at.getTime();
    const emptyAt = host.empty_at?.getTime() ?? Math.max(now, beginsAt + drainMs(host));
    const readyAt = host.ready_at?.getTime() ?? Math.max(now, emptyAt + outsideMs);
    const endsAt = host.ended_at?.getTime() ?? Math.max(now, readyAt + homeMs(host));
    begun.set(host.host, { beginsAt, emptyAt, readyAt, endsAt });
  }
  const underWay = hosts.flatMap(({ host, zone }) => {
    const times = begun.get(host);
    return times ? [{ zone, endsAt: times.endsAt }] : [];
  });
  const waiting = hosts.filter(({ state }) => state === 'waiting');
  const coming = scheduleHosts(
    waiting.map((host) => ({
      host: host.host,
      zone: host.zone,
      drainMs: drainMs(host),
      outsideMs,
      homeMs: homeMs(host),
    })),
    { now, atOnce, atOncePerZone, underWay, opensAt: (at) => opensAt(windows, at) },
  );
  return new Map([...begun, ...coming]);
}

/** What draining took for each second that was expected, of the hosts that were emptied; 1 before the first. */
function paceOf(hosts: readonly CampaignHostSeen[]): number {
  let expected = 0;
  let taken = 0;
  for (const { began_at: began, empty_at: empty, drain_seconds: seconds } of hosts) {
    if (began === null || empty === null || seconds === 0) continue;
    expected += seconds;
    taken += (empty.getTime() - began.getTime()) / 1000;
  }
  if (expected === 0) return 1;
  return Math.min(MOST_FACTOR, Math.max(1 / MOST_FACTOR, taken / expected));
}
