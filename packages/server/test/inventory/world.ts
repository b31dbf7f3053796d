/** A database, a demo cloud and what observes it, as the tests of the inventory need them. */
import { randomBytes } from 'node:crypto';
import { type DemoCloud, type DemoCloudOptions, startDemoCloud } from '@evenkeel/demo-cloud';
import pino from 'pino';
import { vi } from 'vitest';
import { type CloudRegistry, createCloudRegistry, sealConnection } from '../../src/clouds.ts';
import { saveProvider } from '../../src/db/connections.ts';
import { readProviders } from '../../src/db/reading.ts';
import { type Inventory, startInventory } from '../../src/inventory/index.ts';
import { createSecretBox, type SecretBox } from '../../src/secrets.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';

export interface World {
  database: TestDatabase;
  demo: DemoCloud;
  inventory: Inventory;
  clouds: CloudRegistry;
  /** Another server on the same database. */
  another(): Inventory;
  /** Stores a region of a demo cloud as a provider; gives its id. */
  add(name: string, region: string, cloud?: DemoCloud, password?: string): Promise<string>;
  close(): Promise<void>;
}

export async function createWorld(
  options: DemoCloudOptions = {},
  regions = ['north'],
  /** Done before anything observes. */
  before: (database: TestDatabase, ids: string[]) => Promise<unknown> = async () => {},
): Promise<World & { ids: string[] }> {
  const database = await createTestDatabase();
  const demo = await startDemoCloud({ regions, ...options });
  const secrets: SecretBox = createSecretBox(randomBytes(32));
  const registries: CloudRegistry[] = [];
  const inventories: Inventory[] = [];
  const start = () => {
    const clouds = createCloudRegistry(database.db, secrets, { allowed: [], loopback: true, ownPort: null });
    registries.push(clouds);
    const logger = pino({ level: process.env.TEST_LOG ?? 'silent' });
    const inventory = startInventory({ db: database.db, clouds, logger, connectionString: database.url });
    inventories.push(inventory);
    return { inventory, clouds };
  };
  const add: World['add'] = async (name, region, cloud = demo, password = cloud.password) => {
    const { settings, secret } = sealConnection(
      {
        authUrl: cloud.authUrl,
        region,
        interface: 'public',
        verify: true,
        caCertificate: null,
        auth: {
          type: 'password',
          username: cloud.username,
          password,
          userDomain: 'Default',
          projectName: cloud.projectName,
          projectId: null,
          projectDomain: 'Default',
        },
      },
      secrets,
      { trusted: true },
    );
    const record = { name, region, authUrl: cloud.authUrl, demo: true, settings, secret };
    return (await saveProvider(database.db, record)) as string;
  };
  const ids: string[] = [];
  for (const region of regions) ids.push(await add(`Demo ${region}`, region));
  await before(database, ids);
  return {
    ids,
    database,
    demo,
    ...start(),
    another: () => start().inventory,
    add,
    async close() {
      await Promise.all(inventories.map((one) => one.stop()));
      await Promise.all(registries.map((one) => one.closeAll()));
      await demo.close();
      await database.drop();
    },
  };
}

/** Waits until the check does not throw any more, and gives what it gives. */
export function eventually<Value>(check: () => Value | Promise<Value>, timeout = 30_000): Promise<Value> {
  return vi.waitFor(check, { timeout, interval: 50 });
}

export async function instancesOf(world: Pick<World, 'database'>, providerId: string) {
  return world.database.db
    .selectFrom('instances')
    .selectAll()
    .where('provider_id', '=', providerId)
    .execute();
}

/** Stores instances that no cloud has: copies of one that was observed, under other ids, last seen long ago. */
export async function plantGhosts(
  world: Pick<World, 'database'>,
  providerId: string,
  ids: string[],
): Promise<void> {
  const [known] = await instancesOf(world, providerId);
  if (!known) throw new Error('Nothing was observed.');
  // PostgreSQL computes this column and refuses to be told its value.
  const { search_text: _, ...row } = known as typeof known & { search_text: string };
  const ghosts = ids.map((id) => ({ ...row, id, name: id, observed_at: new Date(0) }));
  await world.database.db.insertInto('instances').values(ghosts).execute();
}

export async function providerOf(world: Pick<World, 'database'>, providerId: string) {
  const [provider] = await readProviders(world.database.db, providerId);
  return provider as NonNullable<typeof provider>;
}
