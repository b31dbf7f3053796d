import type { LiveMigrateRequest, MigrationRecord, Server } from '@evenkeel/openstack';
import { vi } from 'vitest';
import type { Subject } from './subjects.ts';

/** One look at a move. The record is read first and the server last: what the server shows is never older. */
export interface Look {
  record: MigrationRecord | null;
  /** What /servers/{id}/migrations lists. */
  listed: MigrationRecord[];
  server: Server;
}

export interface Watched {
  requestId: string | null;
  before: Server;
  looks: Look[];
  /** The record at its end. */
  record: MigrationRecord;
  after: Server;
}

export const AUTOMATIC: LiveMigrateRequest = { host: null, blockMigration: 'auto', diskOverCommit: false };
const TERMINAL = new Set(['completed', 'failed', 'cancelled', 'error']);

/** The instance of the subject that may be moved: running and with nothing under way. Null when none was named. */
export async function movable({ instances }: Subject): Promise<Server | null> {
  const found = (await instances()).find(
    ({ status, taskState }) => status === 'ACTIVE' && taskState === null,
  );
  return found ?? null;
}

/** Hosts that take instances, other than the one it is on. */
export async function otherHosts({ cloud }: Subject, server: Server): Promise<string[]> {
  const services = await cloud.listComputeServices();
  return services
    .filter(({ host, state, status }) => state === 'up' && status === 'enabled' && host !== server.host)
    .map(({ host }) => host)
    .sort();
}

/**
 * Sends one live migration and looks until its record has ended and the server has no task left. `accepted` is called
 * with the request id right after the 202.
 */
export async function move(
  subject: Subject,
  before: Server,
  request: LiveMigrateRequest,
  accepted?: (requestId: string | null) => Promise<void>,
): Promise<Watched> {
  const { cloud, pollMs, moveMs } = subject;
  const newest = async () => (await cloud.listMigrations({ instanceId: before.id, limit: 1 }))[0] ?? null;
  const known = (await newest())?.id ?? 0;
  const { requestId } = await cloud.liveMigrate(before.id, request);
  await accepted?.(requestId);
  const looks: Look[] = [];
  await vi.waitUntil(
    async () => {
      const seen = await newest();
      const record = seen && seen.id > known ? seen : null;
      const listed = await cloud.listServerMigrations(before.id);
      const server = await cloud.getServer(before.id);
      looks.push({ record, listed, server });
      return record !== null && TERMINAL.has(record.status) && server.taskState === null;
    },
    { timeout: moveMs, interval: pollMs },
  );
  const last = looks.at(-1) as Look;
  return { requestId, before, looks, record: last.record as MigrationRecord, after: last.server };
}

/** The values in the order in which they were first seen. */
export function inOrder<Value>(values: (Value | null | undefined)[]): Value[] {
  return [...new Set(values)].filter((value): value is Value => value !== null && value !== undefined);
}
