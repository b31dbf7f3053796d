/** Writes what was observed, in batches: one statement for many rows, and only the rows that changed. */
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';
import type { ObservedTable } from './observing-tables.ts';

export * from './observing-tables.ts';

/** Of one statement: enough to be quick, few enough that nothing waits long for the rows. */
const BATCH = 1000;

/**
 * The database's clock, to the millisecond: taken before a cloud is asked, it is the time of the answer. One clock for
 * all servers, so that their answers have an order.
 */
export async function databaseTime(db: Executor): Promise<Date> {
  const { rows } = await sql<{
    now: Date;
  }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(db);
  return (rows[0] as { now: Date }).now;
}

export function inBatches<Item>(items: Item[]): Item[][] {
  const batches: Item[][] = [];
  for (let start = 0; start < items.length; start += BATCH) batches.push(items.slice(start, start + BATCH));
  return batches;
}

/**
 * Inserts and updates rows; unchanged ones are only read. Rows stored from a later look at the cloud stay as they are.
 * @param observedAt when the cloud was asked (`databaseTime`)
 * @param only the columns that may change in rows that are there already; all when left out
 * @returns the keys of the rows that were inserted or changed
 */
export async function storeRows<Row extends object>(
  db: Executor,
  table: ObservedTable<Row>,
  providerId: string,
  rows: Row[],
  observedAt: Date,
  only?: (keyof Row & string)[],
): Promise<string[]> {
  const { key } = table;
  const once = [...new Map(rows.map((row) => [row[key], row])).values()];
  const changed: string[] = [];
  for (const batch of inBatches(once)) {
    const statement = upsert(table, providerId, batch, observedAt, only);
    changed.push(...(await statement.execute(db)).rows.map((row) => row.key));
  }
  return changed;
}

function upsert<Row extends object>(
  table: ObservedTable<Row>,
  providerId: string,
  rows: Row[],
  observedAt: Date,
  only?: (keyof Row & string)[],
): RawBuilder<{ key: string }> {
  const { name, key, columns, timed, values = {}, joins = '', unless } = table;
  const names = Object.keys(columns) as (keyof Row & string)[];
  const value = (column: keyof Row & string) => (values as Record<string, string>)[column] ?? `n.${column}`;
  const updated = (only ?? names).filter((column) => column !== key);
  const stamp = timed ? ['observed_at'] : [];
  const conditions = [
    `(${updated.map((column) => `i.${column}`)}) is distinct from (${updated.map(value)})`,
    ...(timed ? ['i.observed_at <= p.observed_at'] : []),
    ...(unless ? [`not (${unless})`] : []),
  ];
  // Sorted, so that two statements at once lock rows in one order.
  return sql<{ key: string }>`
    insert into ${sql.table(name)} (${sql.raw(['provider_id', ...names, ...stamp].join(', '))})
    select ${sql.raw(['p.provider_id', ...names.map(value), ...stamp.map((one) => `p.${one}`)].join(', '))}
    from (select ${providerId}::uuid as provider_id, ${observedAt}::timestamptz as observed_at) p
    cross join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as n(${sql.raw(names.map((column) => `${column} ${columns[column]}`).join(', '))})
    left join ${sql.table(name)} i on i.provider_id = p.provider_id and i.${sql.raw(key)} = n.${sql.raw(key)}
    ${sql.raw(joins)}
    where i.${sql.raw(key)} is null or (${sql.raw(conditions.join(' and '))})
    order by n.${sql.raw(key)}
    on conflict (provider_id, ${sql.raw(key)}) do update
      set ${sql.raw([...updated, ...stamp].map((column) => `${column} = excluded.${column}`).join(', '))}
      ${sql.raw(timed ? `where ${name}.observed_at <= excluded.observed_at` : '')}
    returning ${sql.raw(key)}::text as key`;
}

/**
 * Removes the rows that a complete list did not contain. Rows that were observed after the list was asked for stay.
 * @returns the keys of the removed rows
 */
export async function removeUnlisted<Row extends object>(
  db: Executor,
  table: ObservedTable<Row>,
  providerId: string,
  listed: string[],
  observedAt: Date,
): Promise<string[]> {
  const key = sql.raw(table.key);
  const { rows } = await sql<{ key: string }>`
    delete from ${sql.table(table.name)} i
    where i.provider_id = ${providerId}::uuid and ${unlisted(table, listed, observedAt)}
    returning i.${key}::text as key`.execute(db);
  return rows.map((row) => row.key);
}

/** The keys of the rows that `removeUnlisted` would remove. */
export async function readUnlisted<Row extends object>(
  db: Executor,
  table: ObservedTable<Row>,
  providerId: string,
  listed: string[],
  observedAt: Date,
): Promise<string[]> {
  const key = sql.raw(table.key);
  const { rows } = await sql<{ key: string }>`
    select i.${key}::text as key from ${sql.table(table.name)} i
    where i.provider_id = ${providerId}::uuid and ${unlisted(table, listed, observedAt)}`.execute(db);
  return rows.map((row) => row.key);
}

function unlisted<Row extends object>(table: ObservedTable<Row>, listed: string[], observedAt: Date) {
  return sql`${table.timed ? sql`i.observed_at < ${observedAt}` : sql`true`} and not exists (
    select from unnest(${listed}::text[]) listed(key) where listed.key = i.${sql.raw(table.key)}::text)`;
}

/** Removes these rows, unless they were observed later. @returns the keys of the removed rows */
export async function removeRows<Row extends object>(
  db: Executor,
  table: ObservedTable<Row>,
  providerId: string,
  keys: string[],
  observedAt: Date,
): Promise<string[]> {
  if (keys.length === 0) return [];
  const key = sql.raw(table.key);
  const { rows } = await sql<{ key: string }>`
    delete from ${sql.table(table.name)} i where i.provider_id = ${providerId}::uuid
      and i.${key}::text = any(${keys}::text[])
      and ${table.timed ? sql`i.observed_at <= ${observedAt}` : sql`true`}
    returning i.${key}::text as key`.execute(db);
  return rows.map((row) => row.key);
}

/** The extra specs that are stored of a provider's flavors, by the flavor's id. */
export async function readFlavorExtraSpecs(
  db: Executor,
  providerId: string,
): Promise<Map<string, Record<string, string>>> {
  const { rows } = await sql<{ id: string; extra_specs: Record<string, string> }>`
    select id, extra_specs from flavors
    where provider_id = ${providerId} and extra_specs is not null`.execute(db);
  return new Map(rows.map((row) => [row.id, row.extra_specs]));
}
