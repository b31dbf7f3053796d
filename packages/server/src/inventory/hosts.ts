import { CloudError, type Hypervisor, type PlacementInventory } from '@evenkeel/openstack';
import { databaseTime, HOSTS, type HostRow } from '../db/observing.ts';
import { PartlyRead } from './health.ts';
import type { Look } from './look.ts';
import { eachAtMost } from './pool.ts';
import { hostRow } from './rows.ts';

/** Placement is asked host by host: so many of one cloud at a time. */
const AT_ONCE = 8;

/**
 * Services, and so whether a host is up and enabled: one call.
 * @returns how many hosts are in a cell that does not answer: of them Nova tells nothing but the name
 */
export async function readServices({ db, cloud, store, clock, signal }: Look): Promise<number> {
  const askedAt = await databaseTime(db);
  const services = await cloud.listComputeServices(signal);
  clock.heard(services);
  await store.services(services, askedAt);
  return services.filter(({ state }) => state === 'unknown').length;
}

/**
 * Hosts with their capacity: services, hypervisors, and placement's numbers host by host. What placement does not tell
 * now is left as it was, and the failure is thrown as PartlyRead when all else is written. Nova refuses its whole list of
 * hypervisors with 500 while a cell does not answer: then the services alone are written.
 */
export async function readHosts(look: Look): Promise<void> {
  const { db, cloud, store, clock, signal } = look;
  const { hypervisors, refusal } = await readHypervisors(look);
  const byHost = new Map(hypervisors.map((hypervisor) => [hypervisor.serviceHost, hypervisor]));
  const { found, error } = await readPlacement(look, [...byHost.values()]);
  // The services last: they are read by themselves too, and placement's many answers must not make these the older ones.
  const askedAt = await databaseTime(db);
  const services = await cloud.listComputeServices(signal);
  clock.heard(services);
  const told = services.filter(({ host, state }) => byHost.has(host) && state !== 'unknown');
  const withCapacity = new Set(told.map(({ host }) => host));
  const rows = told.map((service) => {
    const hypervisor = byHost.get(service.host) as Hypervisor;
    return hostRow(service, hypervisor, found.get(hypervisor.id) ?? null);
  });
  await store.services(
    services.filter((service) => !withCapacity.has(service.host)),
    askedAt,
  );
  await store.hosts(rows, askedAt, error === null ? undefined : ALL_BUT_PLACEMENT);
  const listed = services.map(({ host }) => host);
  await store.removeUnlisted('hosts', listed, askedAt);
  const missing = refusal ?? error;
  if (missing instanceof CloudError) throw new PartlyRead(missing.message, { cause: missing });
  if (missing !== null) throw missing;
}

async function readHypervisors({
  cloud,
  signal,
}: Look): Promise<{ hypervisors: Hypervisor[]; refusal: CloudError | null }> {
  try {
    return { hypervisors: await cloud.listHypervisors(signal), refusal: null };
  } catch (error) {
    if (error instanceof CloudError && error.status !== null && error.status >= 500)
      return { hypervisors: [], refusal: error };
    throw error;
  }
}

const ALL_BUT_PLACEMENT = (Object.keys(HOSTS.columns) as (keyof HostRow)[]).filter(
  (column) => column !== 'placement',
);

async function readPlacement(
  { cloud, signal }: Look,
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
