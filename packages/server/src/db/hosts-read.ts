/** Whether what the hosts' rows say of their load is newer than the last move from or to them. */
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { IN_FLIGHT } from './observing-tables.ts';

/** @param at by the database's clock, before placement was asked. An earlier answer that was written last makes it earlier. */
export async function saveHostsRead(db: Executor, providerId: string, at: Date): Promise<void> {
  await sql`update providers set hosts_read_at = ${at} where id = ${providerId}`.execute(db);
}

/** Nova gives back what a migration held on its source about when it shows the end: so long both count as one moment. */
const SETTLES_SECONDS = 5;
/** Before the hosts were read for the first time the whole history is new; of it no more than this counts. */
const HISTORY_MINUTES = 60;

/**
 * The hosts from or to which an instance went after the hosts were read: by a move of ours, or by a migration of which we
 * learnt the end since.
 */
export async function readHostsOutrun(db: Executor, providerId: string): Promise<string[]> {
  const inFlight = sql.join(IN_FLIGHT.map((status) => sql.lit(status)));
  const { rows } = await sql<{ host: string }>`
    with known as (
      select coalesce(hosts_read_at, '-infinity') - make_interval(secs => ${SETTLES_SECONDS}) as until
      from providers where id = ${providerId}),
    gone as (
      select unnest(array[m.source_host, m.destination_host, m.requested_host]) as host from moves m, known
      where m.provider_id = ${providerId} and m.submitted_at is not null and m.ended_at > known.until
      union
      select unnest(array[g.source_host, g.destination_host]) from migrations g, known
      where g.provider_id = ${providerId} and g.status not in (${inFlight}) and g.observed_at > known.until
        and g.updated_at > now() - make_interval(mins => ${HISTORY_MINUTES}))
    select g.host from gone g join hosts h on h.provider_id = ${providerId} and h.name = g.host`.execute(db);
  return rows.map(({ host }) => host);
}
