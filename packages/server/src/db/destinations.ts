/** Hosts as destinations: in which zones they are, and which are seen. */
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

export interface HostPlace {
  providerId: string;
  host: string;
  zone: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Those that are not there, or not seen, are left out. */
export async function readHostPlaces(
  db: Executor,
  references: readonly { providerId: string; host: string }[],
): Promise<HostPlace[]> {
  const asked = references.filter(({ providerId }) => UUID.test(providerId));
  if (asked.length === 0) return [];
  const { rows } = await sql<HostPlace>`
    select distinct h.provider_id as "providerId", h.name as host, h.zone
    from unnest(${asked.map(({ providerId }) => providerId)}::uuid[], ${asked.map(({ host }) => host)}::text[])
      as a(provider_id, name)
    join hosts h on h.provider_id = a.provider_id and h.name = a.name`.execute(db);
  return rows;
}

/** Of the providers, those hosts that who asks sees, as `provider_id/host`. */
export async function readSeenHosts(db: Executor, providerIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select provider_id || '/' || name as key from hosts where provider_id = any(${[...providerIds]}::uuid[])`.execute(
    db,
  );
  return new Set(rows.map(({ key }) => key));
}
