import { CloudError } from '@evenkeel/openstack';
import {
  AGGREGATES,
  databaseTime,
  type ObservedTable,
  PROJECTS,
  SERVER_GROUPS,
  ZONES,
} from '../db/observing.ts';
import { readFlavors } from './flavors.ts';
import { PartlyRead } from './health.ts';
import { readHosts } from './hosts.ts';
import type { Look } from './look.ts';
import { isAtLeast } from './microversion.ts';
import { eachAtMost } from './pool.ts';

/** Servers asked for one by one, at a time. */
const AT_ONCE = 8;
/** Of the history, newest first: what people look back at. */
const NEWEST_MIGRATIONS = 1000;

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
      else throw new PartlyRead(error.message, { cause: error });
    }
  };
  const { cloud, signal } = look;
  const flavors = lesser('flavors', readFlavors(look));
  const results = await Promise.allSettled([
    // A server of an old cloud (below 2.47) names its flavor by id only: the flavors go first.
    flavors.catch(() => {}).then(() => readServers(look)),
    readHosts(look, { traits: true }),
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

async function readServerGroups({ db, cloud, store, signal }: Look): Promise<void> {
  const askedAt = await databaseTime(db);
  const groups = await cloud.listServerGroups(signal);
  const rows = groups.map(({ maxServerPerHost, ...group }) => ({
    ...group,
    max_server_per_host: maxServerPerHost,
  }));
  await store.whole(SERVER_GROUPS, rows, askedAt, null);
}

async function readServers(look: Look): Promise<void> {
  const { db, cloud, store, clock, signal, goneSince } = look;
  const askedAt = await databaseTime(db);
  const servers = await cloud.listServers({}, signal);
  clock.heardWrites(servers.map(({ updatedAt }) => updatedAt));
  await store.servers(
    servers.filter(({ id }) => !goneSince(id, askedAt)),
    askedAt,
  );
  const listed = servers.map(({ id }) => id);
  const lost = servers.filter(({ partial }) => partial).length;
  const { computeMaximum } = await cloud.identify(signal);
  if (lost === 0 && isAtLeast(computeMaximum, DOWN_CELLS_SHOWN))
    await store.removeUnlisted('instances', listed, askedAt);
  else await removeConfirmed(look, listed, askedAt);
  if (lost === 0) return;
  const whose = lost === 1 ? 'of 1 instance' : `of ${lost} instances`;
  throw new PartlyRead(`A cell of its Nova does not answer: the state ${whose} is not known.`);
}

/**
 * Before, Nova leaves the servers of a cell that is down out of its list without a word; since, it fills up a page with
 * them and no more (operations.md A10). So with a cell down, a list is never whole.
 */
const DOWN_CELLS_SHOWN = '2.69';

/** Removes the servers that were not listed and that the cloud, asked for each, does not know. */
async function removeConfirmed(
  { cloud, store, signal }: Look,
  listed: string[],
  askedAt: Date,
): Promise<void> {
  const gone: string[] = [];
  await eachAtMost(AT_ONCE, await store.unlistedServers(listed, askedAt), async (id) => {
    const error = await cloud.getServer(id, signal).then(
      () => null,
      (refusal) => refusal,
    );
    if (error instanceof CloudError && error.status === 404) gone.push(id);
  });
  await store.removeServers(gone, askedAt);
}

async function readMigrations({ db, cloud, store, signal }: Look): Promise<void> {
  const askedAt = await databaseTime(db);
  await store.migrations(await cloud.listMigrations({ limit: NEWEST_MIGRATIONS }, signal), askedAt);
}
