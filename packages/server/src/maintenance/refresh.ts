/** What Nova shows on a host just now, and our own rows brought in line with it, so that a plan is made from the truth. */
import type { Server } from '@evenkeel/openstack';
import type { FreshReader } from '../runner/step.ts';
import type { CloudLook } from './step.ts';

/** As many differences are read one by one; more are left to the inventory's next pass. */
const MOST_READ = 100;
const AT_ONCE = 8;

/** The servers on the host as Nova says now. */
export async function serversOnHost(look: CloudLook): Promise<Server[]> {
  const { cloud, maintenance, signal } = look;
  const servers = await cloud.listServers({ host: maintenance.host }, signal);
  return servers.filter(({ host }) => host === maintenance.host);
}

/** Reads those again whose rows say something else. Throws what reading an instance throws. */
export async function bringInLine(
  { db, maintenance }: Pick<CloudLook, 'db' | 'maintenance'>,
  inventory: Pick<FreshReader, 'observeInstance'>,
  servers: readonly Server[],
): Promise<void> {
  const { provider_id: providerId, host } = maintenance;
  const ids = servers.map(({ id }) => id);
  const rows = await db
    .selectFrom('instances')
    .select(['id', 'host', 'status', 'task_state', 'locked'])
    .where('provider_id', '=', providerId)
    .where((where) =>
      where.or([where('host', '=', host), ...(ids.length > 0 ? [where('id', 'in', ids)] : [])]),
    )
    .execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  const shown = new Set(ids);
  const differing = [
    ...servers
      .filter((server) => {
        const row = known.get(server.id);
        return (
          !row ||
          row.host !== server.host ||
          row.status !== server.status ||
          row.task_state !== server.taskState ||
          row.locked !== server.locked
        );
      })
      .map(({ id }) => id),
    ...rows.filter((row) => row.host === host && !shown.has(row.id)).map(({ id }) => id),
  ].slice(0, MOST_READ);
  for (let start = 0; start < differing.length; start += AT_ONCE) {
    const some = differing.slice(start, start + AT_ONCE);
    await Promise.all(some.map((id) => inventory.observeInstance(providerId, id)));
  }
}
