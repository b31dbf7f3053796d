import { type Cloud, CloudError, type Hypervisor, type PlacementInventory } from '@evenkeel/openstack';
import type { Db } from '../db/database.ts';
import {
  AGGREGATES,
  databaseTime,
  FLAVORS,
  type HostRow,
  type ObservedTable,
  PROJECTS,
  SERVER_GROUPS,
  ZONES,
} from '../db/observing.ts';
import type { CloudClock } from './cloud-clock.ts';
import { PartlyRead } from './health.ts';
import { eachAtMost } from './pool.ts';
import { flavorRow, hostRow, SERVICE_COLUMNS } from './rows.ts';
import type { ObservationStore } from './store.ts';

/** Calls to one cloud at a time, for what has to be asked host by host. */
const AT_ONCE = 8;
/** Of the history, newest first: what people look back at. */
const NEWEST_MIGRATIONS = 1000;

/** What a look at one provider works with. */
export interface Look {
  db: Db;
  cloud: Cloud;
  store: ObservationStore;
  clock: CloudClock;
  signal: AbortSignal;
  /** True for a server that was seen deleted after this moment. */
  goneSince(instanceId: string, askedAt: Date): boolean;
}

/**
 * Everything once: hosts, zones, aggregates, flavors, server groups, projects, servers, migrations. Each list replaces
 * what was stored when it came whole; one that failed changes nothing and keeps no other from being read.
 * Throws what went wrong with servers and hosts; PartlyRead when it was only the rest.
 * @returns what the cloud does not let this user read, in its own words: for the log, not a failure
 */
export async function fullPass(look: Look): Promise<string[]> {
  const withheld: string[] = [];
  const lesser = async (name: string, read: Promise<void>) => {
    try {
      await read;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      // Projects, aggregates and the like are the administrator's: without them a migration is still possible.
      if (error.status === 403 || error.status === 404) withheld.push(`${name}: ${error.message}`);
      else throw new PartlyRead(error);
    }
  };
  const { cloud, signal } = look;
  const flavors = lesser('flavors', readFlavors(look));
  const results = await Promise.allSettled([
    // A server of an old cloud (below 2.47) names its flavor by id only: the flavors go first.
    flavors.catch(() => {}).then(() => readServers(look)),
    readHosts(look),
    flavors,
    lesser('migrations', readMigrations(look)),
    lesser('server groups', readServerGroups(look)),
    lesser(
      'zones',
      whole(look, ZONES, 'providers', () => cloud.listZones(signal)),
    ),
    lesser(
      'aggregates',
      whole(look, AGGREGATES, null, () => cloud.listAggregates(signal)),
    ),
    lesser(
      'projects',
      whole(look, PROJECTS, 'instances', () => cloud.listProjects(signal)),
    ),
  ]);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (reasons.length > 0) throw reasons.find((reason) => !(reason instanceof PartlyRead)) ?? reasons[0];
  return withheld;
}

/** For the lists whose items are rows already. */
async function whole<Row extends object>(
  look: Look,
  table: ObservedTable<Row>,
  topic: 'providers' | 'instances' | null,
  list: () => Promise<Row[]>,
): Promise<void> {
  const askedAt = await databaseTime(look.db);
  await look.store.whole(table, await list(), askedAt, topic);
}

async function readFlavors({ db, cloud, store, signal }: Look): Promise<void> {
  const askedAt = await databaseTime(db);
  await store.whole(FLAVORS, (await cloud.listFlavors(signal)).map(flavorRow), askedAt, null);
}

async function readServerGroups({ db, cloud, store, signal }: Look): Promise<void> {
  const askedAt = await databaseTime(db);
  const groups = await cloud.listServerGroups(signal);
  const rows = groups.map(({ maxServerPerHost, ...group }) => ({
    ...group,
    max_server_per_host: maxServerPerHost,
  }));
  await store.whole(SERVER_GROUPS, rows, askedAt, null);
}

async function readServers({ db, cloud, store, clock, signal, goneSince }: Look): Promise<void> {
  const askedAt = await databaseTime(db);
  const servers = await cloud.listServers({}, signal);
  clock.heardWrites(servers.map(({ updatedAt }) => updatedAt));
  await store.servers(
    servers.filter(({ id }) => !goneSince(id, askedAt)),
    askedAt,
  );
  await store.removeUnlisted(
    'instances',
    servers.map(({ id }) => id),
    askedAt,
  );
}

async function readMigrations({ db, cloud, store, signal }: Look): Promise<void> {
  const askedAt = await databaseTime(db);
  await store.migrations(await cloud.listMigrations({ limit: NEWEST_MIGRATIONS }, signal), askedAt);
}

/** Services, and so whether a host is up and enabled: one call. */
export async function readServices({
  db,
  cloud,
  store,
  clock,
  signal,
}: Omit<Look, 'goneSince'>): Promise<void> {
  const askedAt = await databaseTime(db);
  const services = await cloud.listComputeServices(signal);
  clock.heard(services);
  await store.services(services, askedAt);
}

/**
 * Hosts with their capacity: services, hypervisors, and placement's numbers host by host. What placement does not tell
 * now is left as it was; the failure is thrown when all else is written,
 * as PartlyRead.
 */
export async function readHosts(look: Omit<Look, 'goneSince'>): Promise<void> {
  const { db, cloud, store, clock, signal } = look;
  const askedAt = await databaseTime(db);
  const [services, hypervisors] = await Promise.all([
    cloud.listComputeServices(signal).then((answer) => {
      clock.heard(answer);
      return answer;
    }),
    cloud.listHypervisors(signal),
  ]);
  const byHost = new Map(hypervisors.map((hypervisor) => [hypervisor.serviceHost, hypervisor]));
  const { found, error } = await readPlacement(look, [...byHost.values()]);
  const rows = services.map((service) => {
    const hypervisor = byHost.get(service.host) ?? null;
    return hostRow(service, hypervisor, hypervisor ? (found.get(hypervisor.id) ?? null) : null);
  });
  const told = rows.filter((row) => row.hypervisor_id !== null);
  await store.hosts(
    rows.filter((row) => row.hypervisor_id === null),
    askedAt,
    [...SERVICE_COLUMNS],
  );
  await store.hosts(told, askedAt, error === null ? undefined : WITHOUT_PLACEMENT);
  await store.removeUnlisted(
    'hosts',
    services.map(({ host }) => host),
    askedAt,
  );
  if (error !== null) throw error instanceof CloudError ? new PartlyRead(error) : error;
}

const WITHOUT_PLACEMENT = Object.keys(hostRow({} as never, null, null)).filter(
  (column) => column !== 'placement',
) as (keyof HostRow)[];

async function readPlacement(
  { cloud, signal }: Omit<Look, 'goneSince'>,
  hypervisors: Hypervisor[],
): Promise<{ found: Map<string, PlacementInventory[]>; error: unknown }> {
  const found = new Map<string, PlacementInventory[]>();
  try {
    await eachAtMost(AT_ONCE, hypervisors, async ({ id }) => {
      // Before 2.53 a hypervisor's id is a number that placement does not know; a fresh host may be unknown too.
      const inventory = await cloud.getPlacementInventory(id, signal).catch((error) => {
        if (error instanceof CloudError && error.status === 404) return null;
        throw error;
      });
      if (inventory !== null) found.set(id, inventory);
    });
    return { found, error: null };
  } catch (error) {
    // A cloud without placement in its catalog, or that keeps it from us, has no numbers to tell.
    if (error instanceof CloudError && (error.kind === 'configuration' || error.status === 403))
      return { found: new Map(), error: null };
    return { found, error };
  }
}
