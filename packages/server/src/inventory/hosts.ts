import { CloudError, type Hypervisor, type PlacementInventory } from '@evenkeel/openstack';
import { saveHostsRead } from '../db/hosts-read.ts';
import { databaseTime, HOSTS, type HostRow } from '../db/observing.ts';
import { PartlyRead } from './health.ts';
import type { Look } from './look.ts';
import { orNull } from './or-null.ts';
import { eachAtMost } from './pool.ts';
import { hostRow } from './rows.ts';

/** What of a look is needed for hosts. */
type HostsLook = Omit<Look, 'goneSince'>;

/** Placement is asked host by host: so many of one cloud at a time. */
const AT_ONCE = 8;

/**
 * Services, and so whether a host is up and enabled: one call.
 * @returns how many hosts there are, and how many of them in a cell that does not answer: of these Nova tells nothing but
 * the name
 */
export async function readServices({
  db,
  cloud,
  store,
  clock,
  signal,
}: Look): Promise<{ lost: number; all: number }> {
  const askedAt = await databaseTime(db);
  const services = await cloud.listComputeServices(signal);
  clock.heard(services);
  await store.services(services, askedAt);
  const lost = services.filter(({ state }) => state === 'unknown').length;
  return { lost, all: services.length };
}

/**
 * Hosts with their capacity: services, hypervisors, and placement's numbers host by host. What placement does not tell
 * now is left as it was, and the failure is thrown as PartlyRead when all else is written. Nova refuses its whole list of
 * hypervisors with 500 while a cell does not answer: then the services alone are written.
 * @param options.traits whether placement is asked for these too, one more call for each host; they seldom change
 * @param options.only the hosts of which the capacity is read; all when left out. Then it has to be all from or to which
 * something went since it was read before
 */
export async function readHosts(
  look: HostsLook,
  { traits, only }: { traits: boolean; only?: ReadonlySet<string> },
): Promise<void> {
  const { db, providerId, cloud, store, clock, signal } = look;
  const began = await databaseTime(db);
  const { hypervisors, refusal } = await readHypervisors(look);
  const byHost = new Map(
    hypervisors
      .filter(({ serviceHost }) => only === undefined || only.has(serviceHost))
      .map((hypervisor) => [hypervisor.serviceHost, hypervisor]),
  );
  const { found, error } = await readPlacement(look, [...byHost.values()], traits);
  // The services last: they are read by themselves too, and placement's many answers must not make these the older ones.
  const askedAt = await databaseTime(db);
  const services = await cloud.listComputeServices(signal);
  clock.heard(services);
  const told = services.filter(({ host, state }) => byHost.has(host) && state !== 'unknown');
  const withCapacity = new Set(told.map(({ host }) => host));
  const rows = told.map((service) => {
    const hypervisor = byHost.get(service.host) as Hypervisor;
    const { inventory, traits } = found.get(hypervisor.id) ?? NOTHING;
    return hostRow(service, hypervisor, inventory, traits);
  });
  await store.services(
    services.filter((service) => !withCapacity.has(service.host)),
    askedAt,
  );
  const kept = error === null ? (traits ? [] : ['traits']) : ['placement', 'traits'];
  await store.hosts(
    rows,
    askedAt,
    COLUMNS.filter((column) => !kept.includes(column)),
  );
  const listed = services.map(({ host }) => host);
  await store.removeUnlisted('hosts', listed, askedAt);
  const missing = refusal ?? error;
  if (missing === null) await saveHostsRead(db, providerId, began);
  if (missing instanceof CloudError) throw new PartlyRead(missing.message, { cause: missing });
  if (missing !== null) throw missing;
}

async function readHypervisors({
  cloud,
  signal,
}: HostsLook): Promise<{ hypervisors: Hypervisor[]; refusal: CloudError | null }> {
  try {
    return { hypervisors: await cloud.listHypervisors(signal), refusal: null };
  } catch (error) {
    if (error instanceof CloudError && error.status !== null && error.status >= 500)
      return { hypervisors: [], refusal: error };
    throw error;
  }
}

const COLUMNS = Object.keys(HOSTS.columns) as (keyof HostRow)[];

/** What placement tells of one host; null where it does not. */
interface Placed {
  inventory: PlacementInventory[] | null;
  traits: string[] | null;
}
const NOTHING: Placed = { inventory: null, traits: null };

async function readPlacement(
  { cloud, signal }: HostsLook,
  hypervisors: Hypervisor[],
  withTraits: boolean,
): Promise<{ found: Map<string, Placed>; error: unknown }> {
  const found = new Map<string, Placed>();
  try {
    await eachAtMost(AT_ONCE, hypervisors, async ({ id }) => {
      // Before 2.53 a hypervisor's id is a number that placement does not know; a fresh host may be unknown too.
      const [inventory, traits] = await Promise.all([
        orNull(cloud.getPlacementInventory(id, signal)),
        withTraits ? orNull(cloud.getPlacementTraits(id, signal)) : null,
      ]);
      found.set(id, { inventory, traits });
    });
    return { found, error: null };
  } catch (error) {
    // A cloud without placement in its catalog, or that keeps it from us, has no numbers to tell.
    if (error instanceof CloudError && (error.kind === 'configuration' || error.status === 403))
      return { found: new Map(), error: null };
    return { found, error };
  }
}
