import type { Server } from '@evenkeel/openstack';
import { expect, it, vi } from 'vitest';
import { AUTOMATIC, movable, move, otherHosts } from './move.ts';
import type { Subject } from './subjects.ts';

const NONE = 'no running instance was named to be moved (EVENKEEL_CONTRACT_INSTANCES)';
const NO_PAIR = 'no two running instances were named to be moved (EVENKEEL_CONTRACT_INSTANCES)';
const NOWHERE = 'no other host of this cloud takes instances';

/** What a person may do about a migration under way: operations.md A3 and B2. */
export function controls(subject: () => Subject): void {
  it('aborts a copy: the record says cancelled, the instance stays, an action tells of it', async ({
    skip,
  }) => {
    const { cloud } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    if ((await otherHosts(subject(), server)).length === 0) return skip(NOWHERE);
    const { record, after } = await move(subject(), server, AUTOMATIC, async () => {
      await cloud.abortLiveMigration(server.id, await listed(subject(), server, 'running'));
    });
    expect(record).toMatchObject({ status: 'cancelled', sourceHost: server.host });
    expect(after).toMatchObject({ status: 'ACTIVE', taskState: null, host: server.host });
    const actions = (await cloud.listInstanceActions(server.id)).map(({ action }) => action);
    expect(actions.slice(0, 2)).toEqual(['live_migration_cancel', 'live-migration']);
  });

  it('forces a copy to its end: the guest arrives, and an action tells of it', async ({ skip }) => {
    const { cloud } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    if ((await otherHosts(subject(), server)).length === 0) return skip(NOWHERE);
    const { record, after } = await move(subject(), server, AUTOMATIC, async () => {
      await cloud.forceCompleteLiveMigration(server.id, await listed(subject(), server, 'running'));
    });
    expect(record).toMatchObject({ status: 'completed', sourceHost: server.host });
    expect(after).toMatchObject({ status: 'ACTIVE', host: record.destinationHost });
    const actions = (await cloud.listInstanceActions(server.id)).map(({ action }) => action);
    expect(actions.slice(0, 2)).toEqual(['live_migration_force_complete', 'live-migration']);
  });

  it('refuses to abort or to force what has ended, and says so', async ({ skip }) => {
    const { cloud } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    const [last] = await cloud.listMigrations({ instanceId: server.id, limit: 1 });
    if (!last) return skip('this instance was never moved');
    const abort = await cloud.abortLiveMigration(server.id, last.id).catch((reason) => reason);
    expect(abort).toMatchObject({ kind: 'refused', status: 409, requestId: expect.stringMatching(/^req-/) });
    expect(abort.cloudMessage).toBe(
      `Instance ${server.id} is in an invalid state for 'abort live migration'`,
    );
    const force = await cloud.forceCompleteLiveMigration(server.id, last.id).catch((reason) => reason);
    expect(force).toMatchObject({ kind: 'refused', status: 409 });
  });

  it('queues the second migration from a host, which can be aborted before it begins', async ({ skip }) => {
    const { cloud } = subject();
    const pair = await twoOnOneHost(subject());
    if (!pair) return skip(NO_PAIR);
    const [first, second] = pair;
    const { record } = await move(subject(), first, AUTOMATIC, async () => {
      await listed(subject(), first, 'running');
      const { record: queued, after } = await move(subject(), second, AUTOMATIC, async () => {
        await cloud.abortLiveMigration(second.id, await listed(subject(), second, 'queued'));
      });
      expect(queued).toMatchObject({ status: 'cancelled', sourceHost: second.host });
      expect(after).toMatchObject({ status: 'ACTIVE', host: second.host });
    });
    expect(record.status).toBe('completed');
  });
}

/** The number of its migration, once it is listed as this. */
async function listed({ cloud, pollMs, moveMs }: Subject, server: Server, status: string): Promise<number> {
  const found = await vi.waitUntil(
    async () => (await cloud.listServerMigrations(server.id)).find((one) => one.status === status),
    { timeout: moveMs, interval: pollMs },
  );
  return found.id;
}

/** Two instances that may be moved, the second brought to the first one's host when it is elsewhere. */
async function twoOnOneHost(subject: Subject): Promise<[Server, Server] | null> {
  const [first, second] = (await subject.instances()).filter(
    ({ status, taskState }) => status === 'ACTIVE' && taskState === null,
  );
  if (!first || !second) return null;
  if (first.host === second.host) return [first, second];
  const { after } = await move(subject, second, { ...AUTOMATIC, host: first.host });
  return [first, after];
}
