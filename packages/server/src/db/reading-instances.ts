/** The list of instances as the API shows it: filtered, searched, sorted, a page at a time. */
import type { Instance, InstancePage, InstanceQuery } from '@evenkeel/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { MOVE_COLUMNS, OPEN_IN_THE_CLOUD } from './reading.ts';
import { likePart } from './reading-moves.ts';
import { type InstanceRow, instanceOf } from './shapes.ts';

/** The power state shown of instance `i`. The few open moves are hashed once, and only where this is asked for. */
const SHOWN_POWER_STATE = sql`
  case when i.status = 'MIGRATING' or (i.provider_id, i.id) in (
    select provider_id, instance_id from moves where outcome is null and state in ${OPEN_IN_THE_CLOUD})
  then 'migrating' else i.power_state end`;

const PROJECT = sql`coalesce(pr.name, i.project_id)`;

/** What each sort key is in SQL. Nothing from outside reaches the text of a query. */
const SORT_KEYS: Record<InstanceQuery['sort'], { key: RawBuilder<unknown>; nullable: boolean }> = {
  name: { key: sql`lower(i.name)`, nullable: false },
  powerState: { key: SHOWN_POWER_STATE, nullable: false },
  host: { key: sql`lower(i.host)`, nullable: true },
  provider: { key: sql`lower(p.name)`, nullable: false },
  zone: { key: sql`lower(nullif(i.zone, ''))`, nullable: true },
  flavor: { key: sql`lower(i.flavor)`, nullable: true },
  project: { key: sql`lower(${PROJECT})`, nullable: true },
  status: { key: sql`i.status`, nullable: false },
  taskState: { key: sql`i.task_state`, nullable: true },
};

/** Both joins are outer ones to a primary key: PostgreSQL leaves out the one that a query does not look at. */
const INSTANCES_JOINED = sql`
  instances i left join providers p on p.id = i.provider_id
  left join projects pr on pr.provider_id = i.provider_id and pr.id = i.project_id`;

/** One page of the instances that fit the query, and how many fit in all. `provider` must be a uuid. */
export async function readInstances(db: Executor, query: InstanceQuery): Promise<InstancePage> {
  const where = conditionsOf(query);
  const { key, nullable } = SORT_KEYS[query.sort];
  const direction = query.order === 'desc' ? sql`desc` : sql`asc`;
  // `nulls last` only where there can be nulls: on the other keys it would keep an index from being read backwards.
  const order = sql`${key} ${direction} ${nullable ? sql`nulls last` : sql``}, i.provider_id ${direction}, i.id ${direction}`;
  const offset = (query.page - 1) * query.pageSize;
  const [page, total] = await Promise.all([
    instancesWhere(db, where, sql`order by ${order} limit ${query.pageSize} offset ${offset}`),
    sql<{ n: number }>`select count(*)::float8 as n from ${INSTANCES_JOINED} where ${where}`.execute(db),
  ]);
  return { items: page, total: total.rows[0]?.n ?? 0, page: query.page, pageSize: query.pageSize };
}

/** One instance; null when it is not (or no longer) there. */
export async function readInstance(
  db: Executor,
  providerId: string,
  instanceId: string,
): Promise<Instance | null> {
  const items = await instancesWhere(db, sql`i.provider_id = ${providerId} and i.id = ${instanceId}`, sql``);
  return items[0] ?? null;
}

function conditionsOf(query: InstanceQuery): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [];
  if (query.provider !== undefined) conditions.push(sql`i.provider_id = ${query.provider}::uuid`);
  if (query.zone === '') conditions.push(sql`coalesce(i.zone, '') = ''`);
  else if (query.zone !== undefined) conditions.push(sql`i.zone = ${query.zone}`);
  if (query.host !== undefined) conditions.push(sql`i.host = ${query.host}`);
  if (query.powerState !== undefined) conditions.push(sql`${SHOWN_POWER_STATE} = ${query.powerState}`);
  const search = query.search?.trim().toLowerCase();
  if (search) {
    const pattern = likePart(search);
    conditions.push(search.length < TRIGRAM ? hasShortPart(pattern) : hasPart(pattern));
  }
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** What is shorter is in no trigram: no index helps, and most instances have it. */
const TRIGRAM = 3;

/** A union and not an "or", so that each half is found through its own index. */
function hasPart(pattern: string): RawBuilder<unknown> {
  return sql`(i.provider_id, i.id) in (
    select provider_id, id from instances where search_text like ${pattern}
    union
    select named.provider_id, named.id from instances named
    join projects pn on pn.provider_id = named.provider_id and pn.id = named.project_id
    where lower(pn.name) like ${pattern})`;
}

function hasShortPart(pattern: string): RawBuilder<unknown> {
  return sql`(i.search_text like ${pattern} or (i.provider_id, i.project_id) in (
    select provider_id, id from projects where lower(name) like ${pattern}))`;
}

/** The page is cut first, by keys alone, and everything else is looked up for what is on it. */
async function instancesWhere(
  db: Executor,
  where: RawBuilder<unknown>,
  cut: RawBuilder<unknown>,
): Promise<Instance[]> {
  const { rows } = await sql<InstanceRow>`
    with page as materialized (
      select row_number() over () as place, keys.* from (
        select i.provider_id, i.id from ${INSTANCES_JOINED} where ${where} ${cut}) keys)
    select i.id, i.name, p.name as provider, i.provider_id, nullif(i.zone, '') as zone, i.host, i.status,
      ${SHOWN_POWER_STATE} as power_state, i.vm_state, i.task_state, i.flavor, i.vcpus::float8 as vcpus,
      i.memory_mb::float8 as memory_mb, i.disk_gb::float8 as disk_gb, i.ip_addresses, i.project_id,
      ${PROJECT} as project, i.locked, i.created_at, i.updated_at, i.pinned_zone,
      i.extra_specs, i.image_properties, p.compute_version, to_jsonb(last_move) as move
    from page join (${INSTANCES_JOINED}) on i.provider_id = page.provider_id and i.id = page.id
    left join lateral (
      select ${MOVE_COLUMNS} from moves m
      where m.provider_id = page.provider_id and m.instance_id = page.id
      order by m.created_at desc limit 1) last_move on true
    order by page.place`.execute(db);
  return rows.map(instanceOf);
}
