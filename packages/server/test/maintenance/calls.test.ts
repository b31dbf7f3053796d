/** What maintenance asks of Nova, through our client, on the demo cloud of today and on an old one. */
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { type Cloud, createCloud } from '@evenkeel/openstack';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../harness.ts';

const opened: { demo: DemoCloud; cloud: Cloud }[] = [];
afterEach(async () => {
  for (const { demo, cloud } of opened.splice(0)) {
    await cloud.close();
    await demo.close();
  }
});

async function open(maxMicroversion: string) {
  const demo = await startDemoCloud({ timeScale: 100, instancesPerRegion: 25, maxMicroversion });
  const cloud = createCloud({
    ...{ authUrl: demo.authUrl, region: 'north', interface: 'public', verify: true, caCertificate: null },
    auth: { type: 'application-credential', ...demo.applicationCredential },
  });
  opened.push({ demo, cloud });
  const named = (name: string) => {
    const found = demo.control.instances('north').find((instance) => instance.name === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };
  return { demo, cloud, named };
}

describe.each(['2.96', '2.30'])('Nova %s', (version) => {
  test('a service is disabled with its reason, alone, and enabled again', async () => {
    const { demo, cloud } = await open(version);
    const [service] = await cloud.listComputeServices(undefined, 'north-compute-02');
    if (!service) throw new Error('no service');
    expect(service).toMatchObject({ host: 'north-compute-02', status: 'enabled' });
    await cloud.switchComputeService(service, { status: 'disabled', reason: 'evenkeel:1 new memory' });
    expect(await cloud.listComputeServices(undefined, service.host)).toMatchObject([
      { status: 'disabled', disabledReason: 'evenkeel:1 new memory' },
    ]);
    expect(demo.control.hosts('north').filter(({ enabled }) => !enabled)).toHaveLength(2);
    await cloud.switchComputeService(service, { status: 'enabled' });
    expect(await cloud.listComputeServices(undefined, service.host)).toMatchObject([
      { status: 'enabled', disabledReason: null },
    ]);
  });

  test('a host that is declared dead lets its instances be built elsewhere', async () => {
    const { demo, cloud, named } = await open(version);
    const instance = named('quorum-1');
    const [service] = await cloud.listComputeServices(undefined, instance.host ?? '');
    if (!service) throw new Error('no service');
    await expect(cloud.evacuate(instance.id, null)).rejects.toMatchObject({ status: 400 });
    demo.control.setService(service.host, { up: false });
    await cloud.forceComputeDown(service, true);
    await cloud.evacuate(instance.id, null);
    await until('it is elsewhere', () => named('quorum-1').host !== service.host);
    const records = await cloud.listMigrations({ instanceId: instance.id, type: 'evacuation' });
    expect(records).toMatchObject([{ sourceHost: service.host }]);
    expect(await cloud.listMigrations({ instanceId: instance.id })).toEqual([]);
  });
});

test('a stopped instance is moved cold, and is stopped where it comes to once confirmed', async () => {
  const { cloud, named } = await open('2.96');
  const { id, host } = named('stopped-batch-01');
  await cloud.coldMigrate(id, 'north-compute-04');
  await until('it waits to be confirmed', async () => (await cloud.getServer(id)).status === 'VERIFY_RESIZE');
  await cloud.confirmResize(id);
  await until('it is stopped', async () => (await cloud.getServer(id)).status === 'SHUTOFF');
  expect(named('stopped-batch-01').host).toBe('north-compute-04');
  const [record] = await cloud.listMigrations({ instanceId: id, type: 'migration' });
  expect(record).toMatchObject({ status: 'confirmed', sourceHost: host });
});

test('a hypervisor gives a sign of life, and a dead one none', async () => {
  const { demo, cloud } = await open('2.96');
  const hypervisor = (await cloud.listHypervisors()).find(
    ({ serviceHost }) => serviceHost === 'north-compute-02',
  );
  expect(await cloud.hypervisorUptime(hypervisor?.id ?? '')).toMatch(/up/);
  demo.control.setService('north-compute-02', { up: false });
  await expect(cloud.hypervisorUptime(hypervisor?.id ?? '')).rejects.toMatchObject({ status: 400 });
});
