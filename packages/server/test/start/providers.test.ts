import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCloudRegistry } from '../../src/clouds.ts';
import { readProviders } from '../../src/db/reading.ts';
import { createSecretBox } from '../../src/secrets.ts';
import {
  type ConfiguredClouds,
  demoConnection,
  readConfiguredClouds,
  saveProviders,
  wantsDemo,
} from '../../src/start/providers.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { temporaryFolder } from '../harness.ts';
import { addMoves } from '../http/rows.ts';

const NONE: ConfiguredClouds = { connections: new Map(), problems: [] };
const secrets = createSecretBox(randomBytes(32));
let database: TestDatabase;
let demo: DemoCloud;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  demo = await startDemoCloud();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await demo.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function stored() {
  const providers = await readProviders(database.db);
  return providers.map(({ name, demo }) => ({ name, demo })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

test('the demo runs when there is no cloud at all, or when asked for', async () => {
  const { db } = database;
  const one: ConfiguredClouds = { ...NONE, connections: new Map([['west', demoConnection(demo, 'north')]]) };
  expect(await wantsDemo(db, null, NONE)).toBe(true);
  expect(await wantsDemo(db, null, one)).toBe(false);
  expect(await wantsDemo(db, true, one)).toBe(true);
  expect(await wantsDemo(db, false, NONE)).toBe(false);
  // A broken clouds.yaml is no invitation to play.
  expect(await wantsDemo(db, null, { ...NONE, problems: ['The cloud "west" lacks auth.password.'] })).toBe(
    false,
  );
});

test('demo providers follow the demo to its new address, and go when it does not run', async () => {
  const { db } = database;
  expect(await saveProviders(db, secrets, NONE, demo)).toEqual([]);
  expect(await stored()).toEqual([
    { name: 'Demo north', demo: true },
    { name: 'Demo south', demo: true },
  ]);
  const ids = (await readProviders(db)).map(({ id }) => id).sort();

  const second = await startDemoCloud({ regions: ['north'], maxMicroversion: '2.90' });
  try {
    await saveProviders(db, secrets, NONE, second);
    const [north, ...others] = await readProviders(db);
    expect(others).toEqual([]);
    expect(ids).toContain(north?.id);
    const registry = createCloudRegistry(db, secrets, { allowed: [], loopback: false, ownPort: null });
    const cloud = await registry.get(north?.id as string);
    expect((await cloud.identify()).computeMaximum).toBe('2.90');
    await registry.closeAll();
  } finally {
    await second.close();
  }

  const [north] = await readProviders(db);
  await addMoves(db, north?.id as string, [{ instance_id: 'vm', state: 'waiting' }]);
  const real: ConfiguredClouds = { ...NONE, connections: new Map([['west', demoConnection(demo, 'north')]]) };
  expect(await saveProviders(db, secrets, real, null)).toEqual([]);
  expect(await stored()).toEqual([{ name: 'west', demo: false }]);
  // Its moves went with it: their run is not shown as going on for ever.
  expect(await db.selectFrom('runs').select('status').execute()).toEqual([{ status: 'done' }]);
  // A cloud added by hand or by an earlier clouds.yaml stays, and is a cloud: no demo beside it unasked.
  expect(await wantsDemo(db, null, NONE)).toBe(false);
});

test('a name that a demo and a real cloud both want is told, and the rest is saved', async () => {
  const { db } = database;
  const clouds: ConfiguredClouds = {
    connections: new Map([
      ['Demo north', demoConnection(demo, 'north')],
      ['east', demoConnection(demo, 'south')],
    ]),
    problems: ['The cloud "broken" lacks auth.password.'],
  };
  expect(await saveProviders(db, secrets, clouds, demo)).toEqual([
    'The cloud "broken" lacks auth.password.',
    'The cloud "Demo north" was not added: that name is taken, a demo has it. Rename one of them.',
  ]);
  expect(await stored()).toEqual([
    { name: 'Demo north', demo: true },
    { name: 'Demo south', demo: true },
    { name: 'east', demo: false },
    { name: 'west', demo: false },
  ]);
});

test('what is wrong in clouds.yaml is told and does not hide the clouds that are right', async () => {
  const file = join(folder, 'clouds.yaml');
  const auth = '{ auth_url: "http://127.0.0.1:1", username: u, password: planted-secret }';
  await writeFile(file, `clouds: { whole: { auth: ${auth} }, broken: { auth: { username: u } } }`);
  const { connections, problems } = await readConfiguredClouds({ OS_CLIENT_CONFIG_FILE: file });
  expect([...connections.keys()]).toEqual(['whole']);
  expect(problems).toEqual([`The cloud "broken" of ${file} lacks auth.auth_url.`]);

  await writeFile(file, 'clouds: { whole: { auth: planted-secret }');
  const unreadable = await readConfiguredClouds({ OS_CLIENT_CONFIG_FILE: file });
  expect(unreadable.connections.size).toBe(0);
  expect(unreadable.problems).toEqual([expect.stringContaining('is not valid YAML')]);
  expect(unreadable.problems.join()).not.toContain('planted-secret');
});
