/** In which zones hosts are that a request names as destinations. */
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
