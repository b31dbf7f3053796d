import type { Fault, Faults } from './http/faults.ts';
import type { RequestLog, RequestReport } from './http/request-log.ts';
import type { Keystone } from './keystone.ts';
import { addInstance, type InstanceSpecification } from './state/add-instance.ts';
import type { SimulatedTime } from './state/clock.ts';
import type { Host, Instance, Migration } from './state/model.ts';
import type { Moves } from './state/moves.ts';
import type { Region } from './state/region.ts';
import { syncDisabledTrait } from './state/scheduler.ts';
import type { CloudSettings } from './state/settings.ts';

/** What may be changed behind Nova's back. A host that is null takes the instance off its host. */
export type InstancePatch = Partial<
  Pick<
    Instance,
    | 'name'
    | 'host'
    | 'zone'
    | 'pinnedZone'
    | 'vmState'
    | 'taskState'
    | 'powerState'
    | 'progress'
    | 'locked'
    | 'lockedReason'
    | 'metadata'
    | 'fault'
    | 'projectId'
    | 'dirtyBytesPerSecond'
    | 'volumeIds'
    | 'addresses'
  >
>;
export type ServicePatch = Partial<
  Pick<
    Host,
    | 'enabled'
    | 'disabledReason'
    | 'up'
    | 'forcedDown'
    | 'memoryMb'
    | 'vcpus'
    | 'diskGb'
    | 'memoryRatio'
    | 'vcpuRatio'
    | 'diskRatio'
    | 'cpuModel'
    | 'hypervisorVersion'
    | 'cell'
    | 'preCheckFailure'
    | 'reservedMemoryMb'
    | 'storagePool'
    | 'traits'
  >
>;
export type NewInstances = Partial<InstanceSpecification> & { region?: string; count?: number };
export type MigrationPatch = Partial<Pick<Migration, 'status' | 'destinationHost' | 'sourceHost'>>;

/** The hand of a test or a demonstration. Everything works at once and for every region. */
export interface DemoControl {
  /** Adds so many (1) instances in the first region unless told, on the emptiest host unless told; gives their ids. */
  addInstances(wanted?: NewInstances): string[];
  /** Deletes at once. */
  deleteInstance(id: string): void;
  setInstance(id: string, patch: InstancePatch): void;
  /**
   * `up: false` is a nova-compute that died: what leaves its host stands still. With `up: true` it starts again and
   * gives that up, as Nova does.
   */
  setService(host: string, patch: ServicePatch): void;
  /** Gives a flavor extra specs; instances that were made of it before keep what they had, as in Nova. */
  setExtraSpecs(flavor: string, extraSpecs: Record<string, string>): void;
  /** Adds an aggregate in the region of its hosts. */
  addAggregate(name: string, hosts: string[], metadata: Record<string, string>): void;
  /** What stands in nova.conf, of every region unless told. */
  configure(settings: Partial<CloudSettings>, region?: string): void;
  /** The database and message queue of a cell do not answer (operations.md A10), or do again. */
  setCell(cell: string, patch: { up: boolean }): void;
  /** Rewrites a record, to show one that disagrees with its host. */
  setMigration(uuid: string, patch: MigrationPatch): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  revokeTokens(): void;
  /** For tokens issued from now on, seconds of the clock. */
  setTokenLifetime(seconds: number): void;
  requests(): RequestReport;
  clearRequests(): void;
  setTimeScale(timeScale: number): void;
  /** Copies of the state, for assertions: all instances (deleted ones too), hosts and migration records. */
  instances(region?: string): Instance[];
  /** One instance, a copy like the others. */
  instance(id: string): Instance | undefined;
  hosts(region?: string): Host[];
  migrations(region?: string): Migration[];
}

export function createControl(parts: {
  regions: Map<string, Region>;
  moves: Map<string, Moves>;
  keystone: Keystone;
  faults: Faults;
  log: RequestLog;
  time: SimulatedTime;
}): DemoControl {
  const { regions, moves, keystone, faults, log, time } = parts;
  const all = (name?: string): Region[] =>
    [...regions.values()].filter((region) => name === undefined || region.name === name);
  const found = <T>(what: string, find: (region: Region) => T | undefined): [Region, T] => {
    for (const region of regions.values()) {
      const value = find(region);
      if (value !== undefined) return [region, value];
    }
    throw new Error(`the demo cloud has no ${what}`);
  };
  return {
    addInstances: ({ region: name, count = 1, ...specification } = {}) => {
      const [region] = found(`region ${name}`, (each) =>
        name === undefined || each.name === name ? true : undefined,
      );
      return Array.from({ length: count }, (_, index) => {
        const base = specification.name ?? 'added';
        const host = specification.host === undefined ? emptiestHost(region) : specification.host;
        const named = { project: 'web', flavor: 'm1.small', createdAt: time.now(), ...specification, host };
        return addInstance(region, { ...named, name: count === 1 ? base : `${base}-${index + 1}` }).id;
      });
    },
    deleteInstance: (id) => {
      const [region, instance] = found(`instance ${id}`, (each) => each.liveInstance(id));
      region.deleteInstance(instance);
    },
    setInstance: (id, patch) => {
      const [region, instance] = found(`instance ${id}`, (each) => each.instances.get(id));
      region.updateInstance(instance, patch);
      if (patch.host === undefined) return;
      if (patch.host === null) region.release(id);
      else region.allocate(id, instance, patch.host);
    },
    setService: (name, patch) => {
      const [region, host] = found(`host ${name}`, (each) => each.hosts.get(name));
      const restarted = patch.up === true && !host.up;
      if (patch.up === false) host.serviceUpdatedAt = time.now();
      Object.assign(host, patch);
      syncDisabledTrait(host);
      if (restarted) moves.get(region.name)?.computeRestarted(name);
    },
    setExtraSpecs: (name, extraSpecs) => {
      for (const region of all()) {
        const place = region.flavors.findIndex((flavor) => flavor.name === name);
        const flavor = region.flavors[place];
        if (flavor) region.flavors[place] = { ...flavor, extraSpecs };
      }
    },
    addAggregate: (name, hosts, metadata) => {
      const [region] = found(`host ${hosts[0]}`, (each) => each.hosts.get(hosts[0] ?? ''));
      const id = Math.max(0, ...region.aggregates.map((aggregate) => aggregate.id)) + 1;
      const createdAt = time.now();
      region.aggregates.push({ id, uuid: region.random.uuid(), name, hosts, metadata, createdAt });
    },
    configure: (settings, name) => {
      for (const region of all(name)) Object.assign(region.settings, settings);
    },
    setCell: (cell, { up }) => {
      for (const region of all()) {
        if (up) region.downCells.delete(cell);
        else region.downCells.add(cell);
      }
    },
    setMigration: (uuid, patch) => {
      const [region, migration] = found(`migration ${uuid}`, (each) =>
        each.migrations.find((record) => record.uuid === uuid),
      );
      region.updateMigration(migration, patch);
    },
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    revokeTokens: () => keystone.revokeTokens(),
    setTokenLifetime: (seconds) => {
      keystone.tokenLifetimeMilliseconds = seconds * 1000;
    },
    requests: () => log.report(),
    clearRequests: () => log.clear(),
    setTimeScale: (timeScale) => {
      time.timeScale = timeScale;
    },
    instances: (name) => structuredClone(all(name).flatMap((region) => region.instancesByAge)),
    instance: (id) =>
      structuredClone(
        all()
          .find((region) => region.instances.has(id))
          ?.instances.get(id),
      ),
    hosts: (name) => structuredClone(all(name).flatMap((region) => [...region.hosts.values()])),
    migrations: (name) => structuredClone(all(name).flatMap((region) => region.migrations)),
  };
}

/** `{"call": "setService", "arguments": ["north-compute-01", {"up": false}]}`, as POST /control takes it. */
export function callControl(control: DemoControl, body: unknown): unknown {
  const { call, arguments: values = [] } = (body ?? {}) as { call?: string; arguments?: unknown[] };
  if (call === undefined || !Object.hasOwn(control, call)) throw new Error(`the control has no ${call}`);
  const methods = control as unknown as Record<string, (...values: unknown[]) => unknown>;
  return methods[call]?.(...values);
}

function emptiestHost(region: Region): string | null {
  const hosts = [...region.hosts.values()].filter((host) => host.enabled && host.up);
  hosts.sort((left, right) => region.usage(left.name).MEMORY_MB - region.usage(right.name).MEMORY_MB);
  return hosts[0]?.name ?? null;
}
