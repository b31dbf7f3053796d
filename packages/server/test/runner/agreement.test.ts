/** What Evenkeel says beforehand, and what Nova's scheduler then does, over a sample of pairs of one demo cloud. */
import type { Verdict } from '@evenkeel/contract';
import { type DemoCloud, ManualClock, startDemoCloud } from '@evenkeel/demo-cloud';
import { type Cloud, createCloud } from '@evenkeel/openstack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveProvider } from '../../src/db/connections.ts';
import { readObservedFacts } from '../../src/db/preflight.ts';
import { judge } from '../../src/runner/preflight.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { observeProvider } from './observer.ts';

const host = (number: number) => `north-compute-0${number}`;
const OPTIONS = { host: null, blockMigration: 'auto', diskOverCommit: false } as const;

let demo: DemoCloud;
let clock: ManualClock;
let cloud: Cloud;
let database: TestDatabase;
let provider: string;

beforeAll(async () => {
  clock = new ManualClock();
  demo = await startDemoCloud({
    clock,
    seed: 7,
    regions: ['north'],
    hostsPerRegion: 9,
    instancesPerRegion: 60,
    maxMicroversion: '2.100',
  });
  const { control } = demo;
  control.setService(host(2), { vcpuRatio: 0.1 });
  control.setService(host(3), { memoryRatio: 0.05 });
  control.setService(host(4), { up: false });
  control.setService(host(5), { diskRatio: 0.01, traits: ['CUSTOM_FAST'] });
  control.setService(host(6), { traits: ['CUSTOM_FAST'] });
  control.addAggregate('fast', [host(6), host(7)], { disk: 'ssd' });
  control.addAggregate('batch only', [host(8)], {
    filter_tenant_id: control.instances()[0]?.projectId ?? '',
  });
  const add = (name: string, extraSpecs: Record<string, string>) => {
    control.setExtraSpecs('m1.small', extraSpecs);
    control.addInstances({ name, host: host(1), flavor: 'm1.small', project: 'data' });
  };
  add('wants-trait', { 'trait:CUSTOM_FAST': 'required' });
  add('shuns-trait', { 'trait:CUSTOM_FAST': 'forbidden' });
  add('wants-disk', { 'aggregate_instance_extra_specs:disk': '<or> nvme <or> ssd' });
  control.setExtraSpecs('m1.small', {});
  database = await createTestDatabase();
  cloud = createCloud({
    authUrl: demo.authUrl,
    region: 'north',
    interface: 'public',
    verify: true,
    caCertificate: null,
    auth: { type: 'application-credential', ...demo.applicationCredential },
  });
  provider = (await saveProvider(database.db, {
    name: 'North',
    region: 'north',
    authUrl: demo.authUrl,
    demo: true,
    ...{ settings: {}, secret: Buffer.from('none') },
  })) as string;
  await database.db.updateTable('providers').set({ compute_version: '2.100' }).execute();
});
afterAll(async () => {
  await cloud.close();
  await demo.close();
  await database.drop();
});

/** Every verdict of an instance, on what is observed at this moment. */
async function verdicts(id: string): Promise<Verdict[]> {
  await observeProvider(database.db, cloud, provider);
  const observed = await readObservedFacts(database.db, [{ providerId: provider, id }]);
  const { instances } = judge({ ...observed, readJustNow: new Set([`${provider}/${id}`]) }, OPTIONS);
  expect(instances[0]?.obstacles).toEqual([]);
  return instances[0]?.verdicts ?? [];
}

/** Whether the cloud takes the instance to that host. The move is then seen to its end. */
async function accepted(id: string, to: string): Promise<boolean> {
  await cloud.liveMigrate(id, { ...OPTIONS, host: to });
  const record = () => demo.control.migrations().findLast(({ instanceId }) => instanceId === id);
  for (let look = 0; look < 360; look += 1) {
    clock.advance(10_000);
    if (demo.control.instance(id)?.taskState !== null) continue;
    if (record()?.status === 'error') return false;
    if (record()?.status === 'completed') return demo.control.instance(id)?.host === to;
  }
  throw new Error(`The migration of ${id} does not end: ${record()?.status}.`);
}

/** Where the cloud's own settings decide, which nobody is told: it may refuse. */
const mayRefuse = ({ reasons }: Verdict) => reasons.some(({ code }) => code.startsWith('aggregate-'));

const NAMES = [
  'wants-trait',
  'shuns-trait',
  'wants-disk',
  'pinned-web-01',
  'quorum-1',
  'render-head',
  'web-01',
  'db-primary',
  'paused-build-01',
];

test('each goes where it is said to, and nowhere else', { timeout: 180_000 }, async () => {
  const taken: string[] = [];
  const refused: string[] = [];
  const reasons = new Set<string>();
  for (const name of NAMES) {
    const id = demo.control.instances().find((one) => one.name === name)?.id ?? '';
    let now = await verdicts(id);
    for (const { name: to } of demo.control.hosts()) {
      const verdict = now.find((one) => one.host === to);
      if (!verdict) continue;
      const codes = verdict.reasons.map(({ code }) => code);
      for (const code of codes) reasons.add(code);
      const said = `${name} to ${to}: ${verdict.answer} (${codes})`;
      const goes = await accepted(id, to);
      (goes ? taken : refused).push(said);
      // It is elsewhere now, and so is its load.
      if (goes) now = await verdicts(id);
      if (verdict.answer === 'no') expect(goes, said).toBe(false);
      else if (!mayRefuse(verdict)) expect(goes, said).toBe(true);
    }
  }
  // The sample has enough of both, and of every kind of reason.
  expect(taken.length).toBeGreaterThan(15);
  expect(refused.length).toBeGreaterThan(15);
  expect([...reasons]).toEqual(
    expect.arrayContaining([
      'host-disabled',
      'host-down',
      'zone-pinned',
      'anti-affinity',
      'affinity',
      'zone-change',
      'trait-missing',
      'trait-forbidden',
      'aggregate-extra-specs',
      'aggregate-project',
      'vcpus-short',
      'memory-short',
      'disk-short',
    ]),
  );
});
