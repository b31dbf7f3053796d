/** The hosts that somebody wants a campaign for, as last observed. */
import type { CampaignHostsWanted } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { type HostAsked, readHostsAsked } from './maintenance-asked.ts';

export type CampaignHostAsked = HostAsked & {
  zone: string | null;
  /** The name of another campaign that is not through with it. */
  campaign: string | null;
};

/** By name in the order asked for, or all of a zone or of an aggregate by name; those that are not known are left out. */
export async function readCampaignHostsAsked(
  db: Db,
  providerId: string,
  { hosts, zone, aggregate }: CampaignHostsWanted,
): Promise<CampaignHostAsked[]> {
  const { rows } = await sql<{ name: string; zone: string | null; campaign: string | null }>`
    select name, zone, (
      select c.name from campaign_hosts o join campaigns c on c.id = o.campaign_id
      where c.provider_id = h.provider_id and c.ended_at is null and o.host = h.name and o.state not in ('done', 'skipped')
      order by c.created_at limit 1) as campaign
    from hosts h where provider_id = ${providerId}::uuid and (
      name = any(${hosts ?? []}::text[]) or zone = ${zone ?? null}::text
      or exists (select from aggregates a where a.provider_id = h.provider_id and a.name = ${aggregate ?? null}::text
        and h.name = any(a.hosts)))
    order by array_position(${hosts ?? []}::text[], name), name`.execute(db);
  const known = new Map(
    (
      await readHostsAsked(
        db,
        rows.map(({ name: host }) => ({ providerId, host })),
      )
    ).map((host) => [host.host, host]),
  );
  return rows.flatMap(({ name, zone: ofHost, campaign }) => {
    const found = known.get(name);
    return found ? [{ ...found, zone: ofHost, campaign }] : [];
  });
}
