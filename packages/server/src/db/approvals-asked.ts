/** What a request touches: how many instances of which providers, and where those are. */
import type { NewBalanceRun, NewCampaign, NewMaintenance, NewRun } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Place } from '../access/grants.ts';
import type { Executor } from './accounts.ts';
import { readPlan } from './balance-plans.ts';
import { readInstancePlaces } from './places.ts';

export interface Touched {
  title: string;
  /** By provider id. What is not known here is not counted: the request is refused for it anyway. */
  counts: Map<string, number>;
  /** Each once. */
  places: Place[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function touchedByRun(db: Executor, { instances }: NewRun): Promise<Touched> {
  const wanted = [...new Map(instances.map((one) => [`${one.providerId}/${one.id}`, one])).values()];
  const found = await readInstancePlaces(db, wanted);
  const counts = new Map<string, number>();
  for (const { providerId } of found) add(counts, providerId as string, 1);
  const places = found.map(({ providerId, zone, projectId }) => ({ providerId, zone, projectId }));
  return { title: `Migrate ${inWords(counts)}`, counts, places: distinct(places) };
}

export async function touchedByMaintenance(
  db: Executor,
  { hosts, kind }: Pick<NewMaintenance, 'hosts' | 'kind'>,
): Promise<Touched> {
  const { counts, places } = await countOnHosts(db, hosts);
  const names = hosts.map(({ host }) => host);
  const what = kind === 'evacuation' ? `Evacuate ${told(names)}` : `Put ${told(names)} into maintenance`;
  return { title: `${what}, with ${inWords(counts)}`, counts, places };
}

export async function touchedByCampaign(
  db: Executor,
  { name, providerId, hosts }: NewCampaign,
): Promise<Touched> {
  const { counts } = await countOnHosts(
    db,
    [...new Set(hosts)].map((host) => ({ providerId, host })),
  );
  const title = `Begin the campaign ${name}: ${told(hosts)}, with ${inWords(counts)}`;
  return { title, counts, places: [{ providerId, zone: null, projectId: null }] };
}

/** Null when there is no such plan, or no longer. */
export async function touchedByBalance(
  db: Executor,
  { planId, excluded, pinned }: NewBalanceRun,
): Promise<Touched | null> {
  const plan = await readPlan(db, planId);
  if (!plan) return null;
  const moved = new Set(plan.steps.map(({ instanceId }) => instanceId));
  for (const id of excluded) moved.delete(id);
  for (const { instance } of pinned) moved.add(instance);
  const { providerId } = plan;
  const counts = new Map([[providerId, moved.size]]);
  const title = `Balance ${plan.provider}: migrate ${inWords(counts)}`;
  return { title, counts, places: [{ providerId, zone: null, projectId: null }] };
}

async function countOnHosts(
  db: Executor,
  hosts: readonly { providerId: string; host: string }[],
): Promise<Pick<Touched, 'counts' | 'places'>> {
  const asked = hosts.filter(({ providerId }) => UUID.test(providerId));
  const { rows } = await sql<{ provider_id: string; zone: string | null; instances: number }>`
    select h.provider_id, h.zone, (select count(*)::int from instances i
      where i.provider_id = h.provider_id and i.host = h.name) as instances
    from (select distinct * from unnest(${asked.map(({ providerId }) => providerId)}::uuid[],
      ${asked.map(({ host }) => host)}::text[]) as a(provider_id, host)) a
    join hosts h on h.provider_id = a.provider_id and h.name = a.host`.execute(db);
  const counts = new Map<string, number>();
  for (const row of rows) add(counts, row.provider_id, row.instances);
  const places = rows.map(({ provider_id, zone }) => ({ providerId: provider_id, zone, projectId: null }));
  return { counts, places: distinct(places) };
}

function add(counts: Map<string, number>, providerId: string, more: number): void {
  counts.set(providerId, (counts.get(providerId) ?? 0) + more);
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

function inWords(counts: ReadonlyMap<string, number>): string {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return all === 1 ? '1 instance' : `${all} instances`;
}

/** Up to three names, then how many more. */
function told(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more hosts` : shown;
}
