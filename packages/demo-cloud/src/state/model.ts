import type { CopyState } from './copy-model.ts';

/** What the cloud knows. Times are milliseconds since 1970; sizes say their unit; null is Nova's null. */

export type VmState =
  | 'active'
  | 'paused'
  | 'stopped'
  | 'suspended'
  | 'shelved_offloaded'
  | 'resized'
  | 'error'
  | 'deleted';

/** Behaviour that an instance's metadata key `demo` asks for. */
export type DemoBehaviour =
  | 'copy-fails'
  | 'never-converges'
  | 'precheck-fails'
  /** The record says `completed`, and the instance is where it was. */
  | 'completes-in-place'
  /** The conductor meets what it has no plan for: server ERROR, while the guest runs on. */
  | 'ends-in-error';

export interface Flavor {
  id: string;
  numericId: number;
  name: string;
  vcpus: number;
  memoryMb: number;
  diskGb: number;
  extraSpecs: Record<string, string>;
}

export interface Project {
  id: string;
  name: string;
  description: string;
}

export interface Host {
  /** The compute service's host: what os-migrateLive wants. */
  name: string;
  /** Differs from `name`, as it may in a real cloud. */
  hypervisorHostname: string;
  numericId: number;
  serviceId: string;
  /** Also the uuid of the placement resource provider. */
  hypervisorId: string;
  zone: string;
  ipAddress: string;
  enabled: boolean;
  disabledReason: string | null;
  /** Placement's COMPUTE_STATUS_DISABLED, which nova-compute writes: it lags behind while that is down. */
  disabledTrait: boolean;
  up: boolean;
  forcedDown: boolean;
  serviceUpdatedAt: number;
  vcpus: number;
  memoryMb: number;
  diskGb: number;
  reservedMemoryMb: number;
  vcpuRatio: number;
  memoryRatio: number;
  diskRatio: number;
  cpuModel: string;
  /** Of its own in placement, besides what every host has; CUSTOM_… and the like. */
  traits: string[];
  /** As QEMU counts: 8.2.2 is 8002002. */
  hypervisorVersion: number;
  /** Hosts of the same pool reach one another's disks; null is a host with disks of its own only. */
  storagePool: string | null;
  /** Nova's cell: nothing moves from one to another. */
  cell: string;
  /** Why every pre-check of this host fails, or null. */
  preCheckFailure: string | null;
}

export interface Resources {
  VCPU: number;
  MEMORY_MB: number;
  DISK_GB: number;
}

export interface ActionEvent {
  event: string;
  startTime: number;
  finishTime: number | null;
  result: 'Success' | 'Error' | null;
  host: string;
  details: string | null;
}

export interface InstanceAction {
  action: string;
  requestId: string;
  userId: string;
  projectId: string;
  startTime: number;
  updatedAt: number;
  message: string | null;
  events: ActionEvent[];
}

export interface Instance {
  id: string;
  /** Grows with creation: the order of lists and the `instance-0000000a` name. */
  ordinal: number;
  name: string;
  projectId: string;
  userId: string;
  flavor: Flavor;
  imageId: string;
  metadata: Record<string, string>;
  description: string;
  tags: string[];
  /** Network name to IPv4 address. */
  addresses: { network: string; address: string; mac: string }[];
  vmState: VmState;
  taskState: string | null;
  /** 0 none, 1 running, 3 paused, 4 shut down (nova/objects/fields.py InstancePowerState). */
  powerState: number;
  host: string | null;
  zone: string;
  pinnedZone: string | null;
  progress: number;
  locked: boolean;
  lockedReason: string | null;
  fault: { message: string; createdAt: number } | null;
  volumeIds: string[];
  createdAt: number;
  updatedAt: number;
  launchedAt: number | null;
  deletedAt: number | null;
  /** Memory the guest rewrites while it is copied, bytes per second. */
  dirtyBytesPerSecond: number;
  actions: InstanceAction[];
}

export interface ServerGroup {
  id: string;
  name: string;
  policy: 'affinity' | 'anti-affinity' | 'soft-affinity' | 'soft-anti-affinity';
  maxServerPerHost: number | null;
  members: string[];
  projectId: string;
  userId: string;
}

export interface Aggregate {
  id: number;
  uuid: string;
  name: string;
  hosts: string[];
  metadata: Record<string, string>;
  createdAt: number;
}

export type MigrationType = 'live-migration' | 'migration' | 'evacuation';

export type MigrationStatus =
  | 'accepted'
  | 'queued'
  | 'preparing'
  | 'running'
  | 'running (post-copy)'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'error'
  // Cold migrations
  | 'pre-migrating'
  | 'migrating'
  | 'post-migrating'
  | 'finished'
  | 'confirming'
  | 'confirmed'
  | 'reverting'
  | 'reverted'
  // Evacuations
  | 'done';

export interface Migration {
  id: number;
  uuid: string;
  type: MigrationType;
  instanceId: string;
  flavorNumericId: number;
  status: MigrationStatus;
  sourceHost: string;
  destinationHost: string | null;
  /** Nodes are written together with the destination. */
  sourceNode: string | null;
  destinationNode: string | null;
  userId: string;
  projectId: string;
  createdAt: number;
  /** Null until the first update (operations.md A4). */
  updatedAt: number | null;
  /** What the last written sample said; null before the first. */
  sample: { memory: CopyState; disk: CopyState } | null;
}

/** The counters of a guest's memory or disk while it is copied, in bytes. */
export type { CopyState } from './copy-model.ts';
