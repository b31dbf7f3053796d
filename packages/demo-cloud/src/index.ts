import { callControl, createControl, type DemoControl } from './control.ts';
import { dispatch, type RegionServices } from './dispatch.ts';
import { createGlance } from './glance.ts';
import { Faults } from './http/faults.ts';
import { listen } from './http/listener.ts';
import { RequestLog } from './http/request-log.ts';
import { Keystone } from './keystone.ts';
import { Nova } from './nova/nova.ts';
import { createPlacement } from './placement/placement.ts';
import { type Clock, SimulatedTime, systemClock } from './state/clock.ts';
import { Moves } from './state/moves.ts';
import { Random } from './state/random.ts';
import type { Region } from './state/region.ts';
import { seedProjects, seedRegion } from './state/seed.ts';
import { ADMIN, APPLICATION_CREDENTIAL } from './users.ts';

export type { DemoControl, InstancePatch, MigrationPatch, NewInstances, ServicePatch } from './control.ts';
export type { Fault, FaultKind } from './http/faults.ts';
export type { LoggedRequest, RequestReport } from './http/request-log.ts';
export type { Clock } from './state/clock.ts';
export { ManualClock } from './state/manual-clock.ts';
export type { Host, Instance, Migration } from './state/model.ts';

export interface DemoCloudOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  host?: '127.0.0.1';
  /** The same seed builds the same cloud. */
  seed?: number;
  regions?: string[];
  hostsPerRegion?: number;
  instancesPerRegion?: number;
  /** Nova's highest microversion. */
  maxMicroversion?: string;
  /** Of each host's link, shared by its migrations. 300 MiB/s: an instance of 2 GiB moves in 10 to 15 s. */
  bandwidthBytesPerSecond?: number;
  /** How many simulated seconds pass in a real one. */
  timeScale?: number;
  clock?: Clock;
  tokenLifetimeSeconds?: number;
}

export interface DemoCloud {
  /** Keystone's, ending in /v3. */
  authUrl: string;
  username: string;
  password: string;
  projectName: string;
  /** Of the same administrator. */
  applicationCredential: { id: string; secret: string };
  regions: string[];
  control: DemoControl;
  close(): Promise<void>;
}

/** Of 2025.2. */
const NEWEST_MINOR = 100;
const DEFAULT_BANDWIDTH = 300 * 1024 ** 2;

/** Starts an OpenStack cloud in this process that answers over HTTP on loopback as Keystone, Nova and placement do. */
export async function startDemoCloud(options: DemoCloudOptions = {}): Promise<DemoCloud> {
  const {
    seed = 1,
    regions: names = ['north', 'south'],
    hostsPerRegion = 6,
    instancesPerRegion = 120,
  } = options;
  const maxMicroversion = options.maxMicroversion ?? '2.96';
  requireKnown(maxMicroversion);
  const time = new SimulatedTime(options.clock ?? systemClock, options.timeScale ?? 1);
  const random = new Random(seed);
  const projects = seedProjects(random);
  const regions = new Map<string, Region>();
  const moves = new Map<string, Moves>();
  const services = new Map<string, RegionServices>();
  names.forEach((name, index) => {
    const size = { hosts: hostsPerRegion, instances: instancesPerRegion };
    const region = seedRegion({ name, index, time, seed: seed * 1000 + index, projects, ...size });
    const ways = new Moves(region, options.bandwidthBytesPerSecond ?? DEFAULT_BANDWIDTH);
    moves.set(name, ways);
    regions.set(name, region);
    services.set(name, {
      nova: new Nova(region, ways, maxMicroversion),
      placement: createPlacement(region),
      glance: createGlance(region),
    });
  });
  const tokenLifetimeMilliseconds = (options.tokenLifetimeSeconds ?? 4 * 3600) * 1000;
  const keystone = new Keystone({ projects, regions: names, random, time, tokenLifetimeMilliseconds });
  const faults = new Faults();
  const log = new RequestLog();
  const control = createControl({ regions, moves, keystone, faults, log, time });
  const parts = {
    keystone,
    regions: services,
    random,
    control: (body: unknown) => callControl(control, body),
  };
  const listener = await listen({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    faults,
    log,
    now: () => time.now(),
    answer: (request) => dispatch(parts, request),
    deleteInstance: (id) => control.deleteInstance(id),
  });
  return {
    authUrl: `${listener.origin}/identity/v3`,
    ...ADMIN,
    applicationCredential: { ...APPLICATION_CREDENTIAL },
    regions: names,
    control,
    close: async () => {
      time.close();
      await listener.close();
    },
  };
}

function requireKnown(maxMicroversion: string): void {
  const minor = /^2\.(\d+)$/.exec(maxMicroversion)?.[1];
  if (minor !== undefined && Number(minor) >= 1 && Number(minor) <= NEWEST_MINOR) return;
  throw new Error(`The demo cloud speaks Nova 2.1 to 2.${NEWEST_MINOR}, not ${maxMicroversion}.`);
}
