/** What the client is told and gives back. Names are OpenStack's in camelCase; times are UTC ISO 8601; sizes say their unit. */

export type CloudAuthentication =
  | {
      type: 'password';
      username: string;
      password: string;
      /** The domain's name; `userDomainId` goes first where it is given. */
      userDomain: string;
      userDomainId?: string | null;
      projectName: string | null;
      projectId: string | null;
      projectDomain: string;
      projectDomainId?: string | null;
    }
  | { type: 'application-credential'; id: string; secret: string };

export interface CloudConnection {
  authUrl: string;
  region: string | null;
  interface: 'public' | 'internal' | 'admin';
  verify: boolean;
  /** PEM text, not a path. */
  caCertificate: string | null;
  auth: CloudAuthentication;
}

/** `instance` of the API. Null: the cloud did not show it (policy, version or a down cell). */
export interface Server {
  id: string;
  name: string;
  status: string;
  vmState: string | null;
  taskState: string | null;
  powerState: number | null;
  host: string | null;
  hypervisorHostname: string | null;
  zone: string | null;
  pinnedZone: string | null;
  projectId: string;
  userId: string | null;
  progress: number | null;
  locked: boolean;
  flavor: {
    id: string | null;
    name: string | null;
    vcpus: number | null;
    memoryMb: number | null;
    diskGb: number | null;
    ephemeralGb: number | null;
    swapMb: number | null;
    /** From 2.47 on, and where the policy shows them. */
    extraSpecs: Record<string, string> | null;
  };
  imageId: string | null;
  /** The properties of its image that Nova knows, from 2.98 on. */
  imageProperties: Record<string, string> | null;
  volumeIds: string[];
  ipAddresses: string[];
  hostStatus: string | null;
  fault: { message: string } | null;
  createdAt: string | null;
  updatedAt: string | null;
  launchedAt: string | null;
  /** In a down cell Nova gives a partial record: everything but id and status is then unknown. */
  partial: boolean;
}
export interface ComputeService {
  id: string;
  host: string;
  zone: string | null;
  status: 'enabled' | 'disabled';
  state: 'up' | 'down' | 'unknown';
  disabledReason: string | null;
  forcedDown: boolean;
  updatedAt: string | null;
}
export interface Hypervisor {
  id: string;
  hostname: string;
  serviceHost: string;
  type: string | null;
  version: number | null;
  hostIp: string | null;
  vcpus: number | null;
  vcpusUsed: number | null;
  memoryMb: number | null;
  memoryMbUsed: number | null;
  localGb: number | null;
  localGbUsed: number | null;
  diskAvailableLeastGb: number | null;
  runningInstances: number | null;
  cpuInfo: { arch: string | null; vendor: string | null; model: string | null; features: string[] } | null;
}
/** Nova's words; `migration` is a cold one. */
export type MigrationType = 'live-migration' | 'migration' | 'evacuation';
/** From os-migrations (no byte counters) or /servers/{id}/migrations (with them). */
export interface MigrationRecord {
  id: number;
  uuid: string | null;
  instanceId: string;
  status: string;
  type: string | null;
  sourceHost: string | null;
  destinationHost: string | null;
  createdAt: string;
  updatedAt: string | null;
  memoryTotalBytes: number | null;
  memoryProcessedBytes: number | null;
  memoryRemainingBytes: number | null;
  diskTotalBytes: number | null;
  diskProcessedBytes: number | null;
  diskRemainingBytes: number | null;
}
export interface InstanceAction {
  action: string;
  requestId: string;
  userId: string | null;
  startTime: string;
  message: string | null;
  events: InstanceActionEvent[] | null;
}
export interface InstanceActionEvent {
  event: string;
  startTime: string;
  finishTime: string | null;
  result: string | null;
  host: string | null;
  details: string | null;
}
export interface Flavor {
  id: string;
  name: string;
  vcpus: number;
  memoryMb: number;
  diskGb: number;
  /** From 2.61 on, and where the policy shows them. */
  extraSpecs: Record<string, string> | null;
}
export interface ServerGroup {
  id: string;
  name: string;
  policy: string;
  maxServerPerHost: number | null;
  members: string[];
}
export interface Aggregate {
  id: number;
  name: string;
  zone: string | null;
  hosts: string[];
  metadata: Record<string, string>;
}
export interface Zone {
  name: string;
  available: boolean;
}
export interface Project {
  id: string;
  name: string;
}
/** Placement's view of one resource class of one host. Capacity = (total - reserved) * allocationRatio. */
export interface PlacementInventory {
  resourceClass: string;
  total: number;
  reserved: number;
  allocationRatio: number;
  used: number;
}

export interface LiveMigrateRequest {
  host: string | null;
  blockMigration: 'auto' | 'yes' | 'no';
  diskOverCommit: boolean;
}

export type ComputeSwitch = { status: 'enabled' } | { status: 'disabled'; reason: string };

/** What maintenance asks for. A service is named by id and host: old clouds know it by its host. */
export interface MaintenanceCalls {
  /** The operator's switch of a nova-compute: disabled it is no destination; what runs there is not touched. */
  switchComputeService(
    service: { id: string; host: string },
    to: ComputeSwitch,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Declares a host fenced, or takes that back. Nova then lets its instances be evacuated. Needs 2.11. */
  forceComputeDown(service: { id: string; host: string }, down: boolean, signal?: AbortSignal): Promise<void>;
  /** Sent once. Moves a stopped instance with its disks; waits in VERIFY_RESIZE to be confirmed. `host` null: any. */
  coldMigrate(
    instanceId: string,
    host: string | null,
    signal?: AbortSignal,
  ): Promise<{ requestId: string | null }>;
  confirmResize(instanceId: string, signal?: AbortSignal): Promise<{ requestId: string | null }>;
  /** Sent once. Builds the instance of a dead host anew elsewhere; Nova refuses it while the host reports. */
  evacuate(
    instanceId: string,
    host: string | null,
    signal?: AbortSignal,
  ): Promise<{ requestId: string | null }>;
  /** Asks the hypervisor itself through its nova-compute: an answer is a sign of life. Throws where there is none. */
  hypervisorUptime(hypervisorId: string, signal?: AbortSignal): Promise<string | null>;
}

/** One authenticated connection; safe to share; throws only CloudError (see errors.ts). Every call takes an optional AbortSignal last. */
export interface Cloud extends MaintenanceCalls {
  /** Signs in and reads versions. `computeMaximum` is such as `2.93`. */
  identify(signal?: AbortSignal): Promise<{
    userId: string;
    projectId: string | null;
    region: string | null;
    computeMinimum: string;
    computeMaximum: string;
    roles: string[];
  }>;
  /** All projects' servers, every page. With `changesSince` (ISO) deleted ones come too, status DELETED. */
  listServers(options?: { changesSince?: string; host?: string }, signal?: AbortSignal): Promise<Server[]>;
  /** Throws CloudError with status 404 when it is gone. */
  getServer(id: string, signal?: AbortSignal): Promise<Server>;
  listComputeServices(signal?: AbortSignal, host?: string): Promise<ComputeService[]>;
  /** Read at min(2.87, maximum): later versions leave capacity out. */
  listHypervisors(signal?: AbortSignal): Promise<Hypervisor[]>;
  listFlavors(signal?: AbortSignal): Promise<Flavor[]>;
  /** For a Nova below 2.61, whose list does not have them: one call for each flavor. */
  getFlavorExtraSpecs(flavorId: string, signal?: AbortSignal): Promise<Record<string, string>>;
  listServerGroups(signal?: AbortSignal): Promise<ServerGroup[]>;
  listAggregates(signal?: AbortSignal): Promise<Aggregate[]>;
  listZones(signal?: AbortSignal): Promise<Zone[]>;
  listProjects(signal?: AbortSignal): Promise<Project[]>;
  /** os-migrations of one type (live migrations unless told), newest first. `changesSince` is ignored (whole list) below 2.59. */
  listMigrations(
    options?: { changesSince?: string; instanceId?: string; limit?: number; type?: MigrationType },
    signal?: AbortSignal,
  ): Promise<MigrationRecord[]>;
  /** In progress with byte counters; empty where the version lacks it. An empty answer proves nothing. */
  listServerMigrations(instanceId: string, signal?: AbortSignal): Promise<MigrationRecord[]>;
  listInstanceActions(instanceId: string, signal?: AbortSignal): Promise<InstanceAction[]>;
  getInstanceAction(instanceId: string, requestId: string, signal?: AbortSignal): Promise<InstanceAction>;
  /** Sent once, never retried. Resolves on 202 with the request id that names the instance action. */
  liveMigrate(
    instanceId: string,
    request: LiveMigrateRequest,
    signal?: AbortSignal,
  ): Promise<{ requestId: string | null }>;
  /**
   * Asks to abort a live migration (2.24 while it copies, from 2.65 also while queued or preparing). Asking twice does no
   * harm; that it was taken says nothing of the end, which the record tells.
   */
  abortLiveMigration(
    instanceId: string,
    migrationId: number,
    signal?: AbortSignal,
  ): Promise<{ requestId: string | null }>;
  /** Asks to end a copy that does not converge (2.22, while it copies, the guest active): pauses it, or post-copies. */
  forceCompleteLiveMigration(
    instanceId: string,
    migrationId: number,
    signal?: AbortSignal,
  ): Promise<{ requestId: string | null }>;
  /** Has Nova call an instance in ERROR active again (`os-resetState`); the guest is not touched. */
  resetState(instanceId: string, signal?: AbortSignal): Promise<{ requestId: string | null }>;
  /** Placement inventories and usages of one host (hypervisor uuid = resource provider uuid). */
  getPlacementInventory(resourceProviderId: string, signal?: AbortSignal): Promise<PlacementInventory[]>;
  /** The traits of one host itself, such as HW_CPU_X86_AVX2. */
  getPlacementTraits(resourceProviderId: string, signal?: AbortSignal): Promise<string[]>;
  close(): Promise<void>;
}
