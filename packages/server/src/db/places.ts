/** Where the things are that a request is about: the provider, zone and project that grants are asked for. */
import { type RawBuilder, sql } from 'kysely';
import type { Place } from '../access/grants.ts';
import type { Executor } from './accounts.ts';

/** What a request can be about. Ids as they came: no such id is no such thing. */
export type Subject =
  | { kind: 'provider'; id: string }
  | { kind: 'host'; providerId: string; host: string }
  | { kind: 'instance'; providerId: string; id: string }
  | { kind: 'move' | 'run' | 'maintenance' | 'campaign' | 'plan' | 'policy' | 'approval'; id: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const OF_MOVES = sql`select m.provider_id, i.zone, i.project_id from moves m
  left join instances i on i.provider_id = m.provider_id and i.id = m.instance_id`;
const OF_PROVIDER = sql`provider_id, null::text as zone, null::text as project_id`;

function queryOf(subject: Subject): RawBuilder<PlaceRow> {
  switch (subject.kind) {
    case 'provider':
      return sql`select id as provider_id, null as zone, null as project_id from providers where id = ${subject.id}`;
    case 'host':
      return sql`select provider_id, zone, null as project_id from hosts
        where provider_id = ${subject.providerId} and name = ${subject.host}`;
    case 'instance':
      return sql`select provider_id, zone, project_id from instances
        where provider_id = ${subject.providerId} and id = ${subject.id}`;
    case 'move':
      return sql`${OF_MOVES} where m.id = ${subject.id}`;
    case 'run':
      return sql`${OF_MOVES} where m.run_id = ${subject.id}`;
    case 'maintenance':
      return sql`select m.provider_id, h.zone, null as project_id from maintenances m
        left join hosts h on h.provider_id = m.provider_id and h.name = m.host where m.id = ${subject.id}`;
    case 'campaign':
      return sql`select ${OF_PROVIDER} from campaigns where id = ${subject.id}`;
    case 'plan':
      return sql`select ${OF_PROVIDER} from balance_plans where id = ${subject.id}`;
    case 'policy':
      return sql`select ${OF_PROVIDER} from balance_policies where id = ${subject.id}`;
    case 'approval':
      return sql`select p."providerId" as provider_id, p.zone, p."projectId" as project_id from approvals a,
        jsonb_to_recordset(a.places) as p("providerId" uuid, zone text, "projectId" text) where a.id = ${subject.id}`;
  }
}

interface PlaceRow {
  provider_id: string;
  zone: string | null;
  project_id: string | null;
}

/** Every place that the subject touches (a run: those of its moves); empty when there is no such thing, or it is not seen. */
export async function readPlaces(db: Executor, subject: Subject): Promise<Place[]> {
  const uuid = 'providerId' in subject ? subject.providerId : subject.id;
  // PostgreSQL would refuse the query for what is no uuid.
  if (!UUID.test(uuid)) return [];
  const { rows } = await queryOf(subject).execute(db);
  return rows.map(({ provider_id, zone, project_id }) => ({
    providerId: provider_id,
    zone,
    projectId: project_id,
  }));
}

/** Of many instances in one query; those that are not there, or not seen, are left out. */
export async function readInstancePlaces(
  db: Executor,
  references: readonly { providerId: string; id: string }[],
): Promise<(Place & { id: string })[]> {
  const asked = references.filter(({ providerId }) => UUID.test(providerId));
  const { rows } = await sql<PlaceRow & { id: string }>`
    select i.id, i.provider_id, i.zone, i.project_id
    from unnest(${asked.map(({ providerId }) => providerId)}::uuid[], ${asked.map(({ id }) => id)}::text[]) as a(provider_id, id)
    join instances i on i.provider_id = a.provider_id and i.id = a.id`.execute(db);
  return rows.map(({ id, provider_id, zone, project_id }) => ({
    id,
    providerId: provider_id,
    zone,
    projectId: project_id,
  }));
}
