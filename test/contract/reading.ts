import { CloudError } from '@evenkeel/openstack';
import { afterEach, expect, it } from 'vitest';
import type { Subject } from './subjects.ts';
import type { Exchange } from './wire.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const pagesOf = (exchanges: Exchange[], path: string) => exchanges.filter((one) => one.path.includes(path));

/** What the inventory reads: operations.md A4, A7, A8, A9, A10. */
export function reading(subject: () => Subject): void {
  afterEach(() => subject().wire.limitPages(null));

  it('gives servers in pages by servers_links, and the client reads them to the end', async ({ skip }) => {
    const { cloud, wire } = subject();
    const whole = await cloud.listServers();
    if (whole.length < 2) return skip('this cloud has fewer than two instances');
    const limit = Math.ceil(whole.length / 4);
    wire.limitPages(limit);
    const from = wire.exchanges.length;
    const paged = await cloud.listServers();
    const calls = pagesOf(wire.exchanges.slice(from), '/servers/detail');
    expect(paged.map(({ id }) => id).sort()).toEqual(whole.map(({ id }) => id).sort());
    expect(calls.length).toBeGreaterThanOrEqual(Math.ceil(whole.length / limit));
    expect(calls[0]?.answered).toMatchObject({ servers_links: [{ rel: 'next' }] });
    // The marker is the last one of the page before.
    const shown = (calls[0]?.answered as { servers: { id: string }[] }).servers;
    expect(shown).toHaveLength(limit);
    expect(calls[1]?.path).toContain(`marker=${shown.at(-1)?.id}`);
    expect(calls.at(-1)?.answered).not.toHaveProperty('servers_links');
  });

  it('gives migrations in pages by migrations_links, newest first', async ({ skip }) => {
    const { cloud, wire } = subject();
    const whole = await cloud.listMigrations();
    if (whole.length < 2) return skip('this cloud has fewer than two live migrations on record');
    wire.limitPages(1);
    const from = wire.exchanges.length;
    const first = await cloud.listMigrations({ limit: 2 });
    const calls = pagesOf(wire.exchanges.slice(from), '/os-migrations');
    expect(first.map(({ uuid }) => uuid)).toEqual(whole.slice(0, 2).map(({ uuid }) => uuid));
    expect(calls.length).toBe(2);
    expect(calls[1]?.path).toContain(`marker=${whole[0]?.uuid}`);
    expect([...whole].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id)).toEqual(whole);
  });

  it('answers 400 to a marker that is gone, with the word marker', async () => {
    const answer = await subject().wire.compute('GET', `/servers/detail?marker=${NOBODY}`, '2.1');
    expect(answer).toMatchObject({
      status: 400,
      answered: { badRequest: { message: expect.stringMatching(/marker/i) } },
    });
  });

  it('shows nothing that changed after a moment to come', async () => {
    const { cloud } = subject();
    expect(await cloud.listServers({ changesSince: '2099-01-01T00:00:00Z' })).toEqual([]);
    expect(await cloud.listMigrations({ changesSince: '2099-01-01T00:00:00Z' })).toEqual([]);
  });

  it('shows deleted servers among what changed, with status DELETED, and answers 404 to their ids', async ({
    skip,
  }) => {
    const { cloud } = subject();
    const changed = await cloud.listServers({ changesSince: '2000-01-01T00:00:00Z' });
    const gone = changed.find(({ status }) => status === 'DELETED');
    if (!gone) return skip('this cloud keeps no row of a deleted instance');
    expect((await cloud.listServers()).map(({ id }) => id)).not.toContain(gone.id);
    await expect(cloud.getServer(gone.id)).rejects.toMatchObject({ kind: 'refused', status: 404 });
  });

  it('answers 404 to an unknown instance everywhere, with its name in the message', async () => {
    const { cloud } = subject();
    for (const ask of [
      () => cloud.getServer(NOBODY),
      () => cloud.listServerMigrations(NOBODY),
      () => cloud.listInstanceActions(NOBODY),
    ]) {
      const error = await ask().catch((reason) => reason);
      expect(error).toBeInstanceOf(CloudError);
      expect(error).toMatchObject({ status: 404, requestId: expect.stringMatching(/^req-/) });
      expect(error.cloudMessage).toContain(NOBODY);
    }
  });

  it('shows capacity of its hypervisors at 2.87 and leaves it out at 2.88', async ({ skip }) => {
    const { cloud, wire } = subject();
    const hypervisors = await cloud.listHypervisors();
    const up = new Set(
      (await cloud.listComputeServices()).filter(({ state }) => state === 'up').map(({ host }) => host),
    );
    for (const { serviceHost, memoryMb, vcpus, localGb } of hypervisors.filter((one) =>
      up.has(one.serviceHost),
    ))
      expect([serviceHost, typeof memoryMb, typeof vcpus, typeof localGb]).toEqual([
        serviceHost,
        'number',
        'number',
        'number',
      ]);
    const { computeMaximum } = await cloud.identify();
    if (Number(computeMaximum.split('.')[1]) < 88) return skip(`this cloud ends at ${computeMaximum}`);
    const { answered } = await wire.compute('GET', '/os-hypervisors/detail', '2.88');
    const [first] = (answered as { hypervisors: object[] }).hypervisors;
    expect(first).toHaveProperty('hypervisor_hostname');
    expect(first).not.toHaveProperty('memory_mb');
  });

  it("answers Placement for each hypervisor's uuid with what is there, held back and used", async () => {
    const { cloud } = subject();
    for (const { id } of await cloud.listHypervisors()) {
      const inventory = await cloud.getPlacementInventory(id);
      expect(inventory.map(({ resourceClass }) => resourceClass)).toEqual(
        expect.arrayContaining(['VCPU', 'MEMORY_MB', 'DISK_GB']),
      );
      for (const { total, reserved, allocationRatio, used } of inventory)
        for (const number of [total, reserved, allocationRatio, used])
          expect(number).toBeGreaterThanOrEqual(0);
    }
  });

  it('names hosts alike in services, hypervisors, aggregates and servers', async () => {
    const { cloud } = subject();
    const hosts = new Set((await cloud.listComputeServices()).map(({ host }) => host));
    const named = [
      ...(await cloud.listHypervisors()).map(({ serviceHost }) => serviceHost),
      ...(await cloud.listAggregates()).flatMap((aggregate) => aggregate.hosts),
      ...(await cloud.listServers()).flatMap(({ host }) => host ?? []),
    ];
    expect(named.filter((host) => !hosts.has(host))).toEqual([]);
  });

  it('reads its zones, flavors, projects and server groups', async () => {
    const { cloud } = subject();
    const zones = (await cloud.listZones()).map(({ name }) => name);
    const projects = (await cloud.listProjects()).map(({ id }) => id);
    await cloud.listServerGroups();
    expect(await cloud.listFlavors()).not.toHaveLength(0);
    for (const server of await cloud.listServers()) {
      expect(projects).toContain(server.projectId);
      if (server.host !== null && server.zone !== null) expect(zones).toContain(server.zone);
    }
  });

  it('refuses an unknown filter of migrations with 400 from 2.59 on', async () => {
    const answer = await subject().wire.compute('GET', '/os-migrations?dest_compute=here', '2.59');
    expect(answer).toMatchObject({
      status: 400,
      answered: { badRequest: { message: expect.stringContaining('dest_compute') } },
    });
  });
}
