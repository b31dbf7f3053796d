import type { Host, Instance, Project, VmState } from './model.ts';
import { IMAGE_ID, type Region } from './region.ts';

export const ADMIN_USER_ID = 'cd00808c474b46d2a7807c18539348fc';
const MIB = 1024 ** 2;
const DAY_MILLISECONDS = 86_400_000;

export interface InstanceSpecification {
  name: string;
  project: string;
  flavor: string;
  host: string | null;
  state?: VmState;
  metadata?: Record<string, string>;
  zone?: string;
  pinnedZone?: string | null;
  locked?: boolean;
  fault?: string;
  volumes?: number;
  createdAt?: number;
  /** Bytes per second; a calm guest when left out. */
  dirtyBytesPerSecond?: number;
}

const POWER_STATES: Record<VmState, number> = {
  active: 1,
  paused: 3,
  stopped: 4,
  suspended: 4,
  resized: 1,
  shelved_offloaded: 4,
  error: 1,
  deleted: 0,
};

/** Adds one instance; unknown projects and flavors fall back to the first. */
export function addInstance(region: Region, specification: InstanceSpecification): Instance {
  const { random } = region;
  const ordinal = region.instancesByAge.length + 1;
  const state = specification.state ?? 'active';
  const project =
    region.projects.find(({ name }) => name === specification.project) ?? (region.projects[0] as Project);
  const flavor = region.flavors.find(({ name }) => name === specification.flavor) ?? region.flavors[0];
  if (!flavor) throw new Error('the region has no flavors');
  const created = specification.createdAt ?? region.time.now() - 90 * DAY_MILLISECONDS + ordinal * 60_000;
  const host: Host | undefined = region.hosts.get(specification.host ?? '');
  const requestId = `req-${random.uuid()}`;
  const instance: Instance = {
    id: random.uuid(),
    ordinal,
    name: specification.name,
    projectId: project.id,
    userId: ADMIN_USER_ID,
    flavor,
    imageId: IMAGE_ID,
    metadata: specification.metadata ?? {},
    description: specification.name,
    tags: [project.name],
    addresses: [
      {
        network: `${project.name}-net`,
        address: `192.168.${Math.floor(ordinal / 250) % 256}.${(ordinal % 250) + 4}`,
        mac: `fa:16:3e:${[0, 0, 0].map(() => random.hex(2)).join(':')}`,
      },
    ],
    vmState: state,
    taskState: null,
    powerState: POWER_STATES[state],
    host: host?.name ?? null,
    zone: specification.zone ?? host?.zone ?? '',
    pinnedZone: specification.pinnedZone ?? null,
    progress: 0,
    locked: specification.locked ?? false,
    lockedReason: specification.locked ? 'holds secrets' : null,
    fault: specification.fault ? { message: specification.fault, createdAt: created } : null,
    volumeIds: Array.from({ length: specification.volumes ?? 0 }, () => random.uuid()),
    createdAt: created,
    updatedAt: created + 5000,
    launchedAt: state === 'error' && !host ? null : created + 5000,
    deletedAt: null,
    dirtyBytesPerSecond: specification.dirtyBytesPerSecond ?? (5 + random.integer(40)) * MIB,
    actions: [
      {
        action: 'create',
        requestId,
        userId: ADMIN_USER_ID,
        projectId: project.id,
        startTime: created,
        updatedAt: created + 5000,
        message: null,
        events: [],
      },
    ],
  };
  region.addInstance(instance);
  return instance;
}
