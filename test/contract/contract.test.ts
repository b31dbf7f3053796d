import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { type Cloud, CloudError, createCloud } from '@evenkeel/openstack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

/** What Evenkeel relies on in a cloud, asked through the client as the product asks it. */
describe('a cloud, as Evenkeel relies on it', () => {
  let demo: DemoCloud;
  let cloud: Cloud;

  beforeAll(async () => {
    demo = await startDemoCloud({ timeScale: 100 });
    cloud = connect(demo.password);
  });
  afterAll(async () => {
    await cloud.close();
    await demo.close();
  });

  function connect(password: string): Cloud {
    return createCloud({
      authUrl: demo.authUrl,
      region: demo.regions[0] ?? null,
      interface: 'public',
      verify: true,
      caCertificate: null,
      auth: {
        type: 'password',
        username: demo.username,
        password,
        userDomain: 'Default',
        projectName: demo.projectName,
        projectId: null,
        projectDomain: 'Default',
      },
    });
  }

  /** An idle instance, and an enabled host that is up and not its own. */
  async function idleInstance() {
    const server = (await cloud.listServers()).find(
      ({ status, taskState, locked, name }) =>
        status === 'ACTIVE' && !taskState && !locked && name.startsWith('web'),
    );
    if (!server?.host) throw new Error('the cloud has no idle instance to move');
    return { id: server.id, host: server.host };
  }

  it('refuses a wrong password in its own words', async () => {
    const stranger = connect('wrong');
    await expect(stranger.identify()).rejects.toMatchObject({ kind: 'unauthorized', status: 401 });
    await stranger.close();
  });

  it('shows capacity of its hypervisors at 2.87, whatever newer it has', async () => {
    const hypervisors = await cloud.listHypervisors();
    expect(hypervisors.length).toBeGreaterThan(0);
    for (const { memoryMb, vcpus } of hypervisors)
      expect([typeof memoryMb, typeof vcpus]).toEqual(['number', 'number']);
  });

  it('refuses an unknown host and a stopped instance at once, with a request id', async () => {
    const { id } = await idleInstance();
    const request = { host: 'no-such-host', blockMigration: 'auto' as const, diskOverCommit: false };
    const unknownHost = await cloud.liveMigrate(id, request).catch((error) => error);
    expect(unknownHost).toBeInstanceOf(CloudError);
    expect(unknownHost).toMatchObject({ status: 400, requestId: expect.stringMatching(/^req-/) });
    const stopped = (await cloud.listServers()).find(({ status }) => status === 'SHUTOFF');
    const refusal = await cloud
      .liveMigrate(stopped?.id ?? '', { ...request, host: null })
      .catch((error) => error);
    expect(refusal).toMatchObject({ status: 409, cloudMessage: expect.stringContaining('vm_state stopped') });
  });

  it('moves an instance: 202, an action by the request id, a record to completed, and the new host', async () => {
    const { id, host } = await idleInstance();
    const known = (await cloud.listMigrations({ instanceId: id }))[0]?.id ?? 0;
    const { requestId } = await cloud.liveMigrate(id, {
      host: null,
      blockMigration: 'auto',
      diskOverCommit: false,
    });
    const actions = await cloud.listInstanceActions(id);
    expect(actions).toContainEqual(expect.objectContaining({ action: 'live-migration', requestId }));
    const record = await vi.waitUntil(
      async () =>
        (await cloud.listMigrations({ instanceId: id })).find(
          (one) => one.id > known && one.status === 'completed',
        ),
      { timeout: 30_000, interval: 50 },
    );
    const after = await cloud.getServer(id);
    expect(after).toMatchObject({ status: 'ACTIVE', taskState: null, host: record.destinationHost });
    expect(after.host).not.toBe(host);
  });
});
