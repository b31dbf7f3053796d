import { expect, it } from 'vitest';
import { AUTOMATIC, inOrder, movable, move, otherHosts } from './move.ts';
import type { Subject } from './subjects.ts';

const NONE = 'no running instance was named to be moved (EVENKEEL_CONTRACT_INSTANCES)';
const NOWHERE = 'no other host of this cloud takes instances';
const COURSE = ['accepted', 'queued', 'preparing', 'running', 'running (post-copy)', 'completed'];
/** Of hosts, until two are found whose disks are of the wanted kind. */
const PAIRS_TRIED = 4;

/** A live migration from the 202 to the new host: operations.md A2 to A5, B1 and B2. */
export function moving(subject: () => Subject): void {
  it('moves to a host of its own choice, and writes in the order that the runner relies on', async ({
    skip,
  }) => {
    const { cloud, wire } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    if ((await otherHosts(subject(), server)).length === 0) return skip(NOWHERE);
    const startedAt = Date.now();
    const { looks, record, after, requestId } = await move(subject(), server, AUTOMATIC);

    expect(record.status).toBe('completed');
    expect(record.sourceHost).toBe(server.host);
    expect(after).toMatchObject({ status: 'ACTIVE', taskState: null, host: record.destinationHost });
    expect(after.host).not.toBe(server.host);

    // Statuses only go forward, though not each is seen.
    const statuses = inOrder(looks.map((look) => look.record?.status));
    expect(statuses).toEqual(COURSE.filter((status) => statuses.includes(status)));
    for (const { record: seen, listed, server: now } of looks) {
      // MIGRATING on the source until host and task change in one write; then the record, a moment later.
      if (now.taskState === 'migrating')
        expect(now).toMatchObject({ status: 'MIGRATING', host: server.host });
      if (seen?.status === 'completed') expect(now).toMatchObject({ host: record.destinationHost });
      if (seen) expect(seen.memoryTotalBytes).toBeNull();
      for (const one of listed)
        expect(['queued', 'preparing', 'running', 'post-migrating']).toContain(one.status);
    }
    const counted = looks.flatMap(({ listed }) => listed).filter((one) => one.memoryTotalBytes !== null);
    expect(inOrder(counted.map(({ status }) => status))).toEqual(['running']);

    // The end: nothing in progress, 404 by number, the record kept, the action named by the request.
    expect(await cloud.listServerMigrations(server.id)).toEqual([]);
    const path = `/servers/${server.id}/migrations/${record.id}`;
    expect(await wire.compute('GET', path, '2.23')).toMatchObject({ status: 404 });
    const action = await cloud.getInstanceAction(server.id, requestId ?? '');
    expect(action).toMatchObject({ action: 'live-migration', message: null });
    expect(action.events?.map(({ event }) => event)).toContain('conductor_live_migrate_instance');
    expect(Math.abs(Date.parse(record.createdAt) - startedAt)).toBeLessThan(90_000);
  });

  it('moves to the host that is named, and both lists of changes show it', async ({ skip }) => {
    const { cloud } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    const [host] = await otherHosts(subject(), server);
    if (!host) return skip(NOWHERE);
    const updated = Date.parse(server.updatedAt ?? '');
    const { record, after } = await move(subject(), server, { ...AUTOMATIC, host });
    expect(record).toMatchObject({ status: 'completed', destinationHost: host });
    expect(after.host).toBe(host);
    const changesSince = new Date(Math.max(updated, Date.parse(record.createdAt) - 30_000)).toISOString();
    const servers = await cloud.listServers({ changesSince });
    expect(servers).toContainEqual(expect.objectContaining({ id: server.id, host, status: 'ACTIVE' }));
    const migrations = await cloud.listMigrations({ changesSince });
    expect(migrations).toContainEqual(expect.objectContaining({ uuid: record.uuid, status: 'completed' }));
  });

  it('refuses a second request while it migrates with 409, and the first one goes on', async ({ skip }) => {
    const { cloud } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    if ((await otherHosts(subject(), server)).length === 0) return skip(NOWHERE);
    const { record, after } = await move(subject(), server, AUTOMATIC, async (requestId) => {
      const second = await cloud.liveMigrate(server.id, AUTOMATIC).catch((reason) => reason);
      expect(second).toMatchObject({ kind: 'refused', status: 409 });
      expect(second.cloudMessage).toBe(
        `Cannot 'os-migrateLive' instance ${server.id} while it is in task_state migrating`,
      );
      // The refused one is no action, so the number of actions tells how many were asked for.
      const actions = (await cloud.listInstanceActions(server.id)).map((one) => one.requestId);
      expect(actions).not.toContain(second.requestId);
      expect(actions.filter((one) => one === requestId)).toHaveLength(1);
    });
    expect(record).toMatchObject({ status: 'completed', sourceHost: server.host });
    expect(after).toMatchObject({ status: 'ACTIVE', host: record.destinationHost });
  });

  for (const [disks, right, wrong, words] of [
    ['local', 'yes', 'no', 'is not on shared storage'],
    ['shared', 'no', 'yes', 'is not on local storage'],
  ] as const) {
    it(`moves ${disks} disks with block migration ${right}; with ${wrong} it says why not`, async ({
      skip,
    }) => {
      const { cloud } = subject();
      let server = await movable(subject());
      if (!server) return skip(NONE);
      const tried = new Set<string>();
      const pair = (host: string) => [host, server?.host].sort().join();
      for (let attempt = 0; attempt < PAIRS_TRIED; attempt += 1) {
        const host = (await otherHosts(subject(), server)).find((other) => !tried.has(pair(other)));
        if (!host) break;
        tried.add(pair(host));
        const request = { host, diskOverCommit: false };
        const first = await move(subject(), server, { ...request, blockMigration: wrong });
        if (first.record.status === 'completed') {
          // Between these two the disks are of the other kind. It goes on from where it is now.
          server = first.after;
          continue;
        }
        expect(first.record.status).toBe('error');
        expect(first.after).toMatchObject({ status: 'ACTIVE', host: server.host });
        const action = await cloud.getInstanceAction(server.id, first.requestId ?? '');
        const conductor = action.events?.find(({ event }) => event === 'conductor_live_migrate_instance');
        expect(conductor).toMatchObject({ result: 'Error', details: expect.stringContaining(words) });
        const second = await move(subject(), server, { ...request, blockMigration: right });
        expect(second.record).toMatchObject({ status: 'completed', destinationHost: host });
        expect(second.after.host).toBe(host);
        return;
      }
      skip(`none of the hosts of this cloud that were tried have ${disks} disks for this instance`);
    });
  }
}
