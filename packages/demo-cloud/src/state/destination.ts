import { recordEvent } from './actions.ts';
import { cpuCompatible } from './cpu.ts';
import type { Host, Instance, InstanceAction, Migration } from './model.ts';
import type { Region } from './region.ts';
import { candidates, groupStillAllows, hasCapacity, hostFits, isUp } from './scheduler.ts';

export interface LiveMigrationRequest {
  host: string | null;
  /** Null is `auto`. */
  blockMigration: boolean | null;
  /** True below 2.30 or with `force`: a named host is taken without asking the scheduler. */
  bypassScheduler: boolean;
  /** At 2.34 and later failures come after the 202 (operations.md A2). */
  asynchronous: boolean;
}

export const NO_VALID_HOST = 'No valid host was found. ';
export const NOT_ENOUGH_HOSTS = 'No valid host was found. There are not enough hosts available.';
const TOO_OLD = 'The instance requires a newer hypervisor version than has been provided.';

/** What a choice is made for, and the action whose events tell why hosts were refused. */
export interface Attempt {
  instance: Instance;
  migration: Migration;
  action: InstanceAction;
}

/** A host that the scheduler and the pre-checks take, or the reason why there is none (conductor/tasks/live_migrate.py). */
export function chooseDestination(
  region: Region,
  attempt: Attempt,
  request: LiveMigrationRequest,
): Host | string {
  const { migration } = attempt;
  const source = region.hosts.get(migration.sourceHost);
  if (!source || !isUp(source))
    return `Compute service of ${migration.sourceHost} is unavailable at this time.`;
  if (request.host === null) return firstAccepted(region, attempt, request, source);
  if (request.bypassScheduler) return forced(region, attempt, request, source, request.host);
  if (request.host === source.name) return NOT_ENOUGH_HOSTS;
  const host = region.hosts.get(request.host);
  if (!host) return `Compute host ${request.host} could not be found.`;
  if (!hostFits(region, attempt.instance, host)) return NO_VALID_HOST;
  const failure = tooOld(source, host) ?? preCheck(region, attempt, request, host);
  if (failure === null) return host;
  return isBlockFlagError(failure) ? failure : NOT_ENOUGH_HOSTS;
}

/** One candidate after the other, as often as `migrate_max_retries` says; a wrong block flag ends it at the first. */
function firstAccepted(
  region: Region,
  attempt: Attempt,
  request: LiveMigrationRequest,
  source: Host,
): Host | string {
  const { migrateMaxRetries: retries } = region.settings;
  const hosts = candidates(region, attempt.instance, new Set([source.name]));
  const tried = retries < 0 ? hosts : hosts.slice(0, retries + 1);
  for (const host of tried) {
    const failure = tooOld(source, host) ?? preCheck(region, attempt, request, host);
    if (failure === null) return host;
    // A wrong flag is none of the failures after which Nova tries the next one (docs/nova-behaviour.md).
    if (isBlockFlagError(failure)) return failure;
  }
  if (tried.length === hosts.length) return NOT_ENOUGH_HOSTS;
  const text = `Exceeded max scheduling retries ${retries + 1} for instance ${attempt.instance.id}`;
  return `No valid host was found. ${text} during live migration`;
}

/** Without the scheduler: zones, aggregates, groups and a disabled service do not count. */
function forced(
  region: Region,
  attempt: Attempt,
  request: LiveMigrationRequest,
  source: Host,
  name: string,
): Host | string {
  const { instance } = attempt;
  if (name === source.name) return `Unable to migrate instance (${instance.id}) to current host (${name}).`;
  const host = region.hosts.get(name);
  if (!host) return `Compute host ${name} could not be found.`;
  if (!isUp(host)) return `Compute service of ${name} is unavailable at this time.`;
  if (!hasCapacity(region, instance, host))
    return `Migration pre-check error: Unable to migrate ${instance.id} to ${name}: Lack of memory`;
  const failure = tooOld(source, host) ?? preCheck(region, attempt, request, host);
  if (failure !== null) return failure;
  if (source.cell === host.cell) return host;
  return `Migration pre-check error: Unable to force live migrate instance ${instance.id} across cells.`;
}

const tooOld = (source: Host, host: Host): string | null =>
  source.hypervisorVersion > host.hypervisorVersion ? TOO_OLD : null;

/** What destination and source check; the reason stands in both events' details (lab recording 112). */
function preCheck(
  region: Region,
  attempt: Attempt,
  request: LiveMigrationRequest,
  host: Host,
): string | null {
  const { migration, action } = attempt;
  const failure = preCheckFailure(region, attempt, request, host);
  recordEvent(region, action, 'compute_check_can_live_migrate_destination', host.name, failure);
  recordEvent(region, action, 'compute_check_can_live_migrate_source', migration.sourceHost, failure);
  return failure;
}

function preCheckFailure(
  region: Region,
  { instance, migration }: Attempt,
  request: LiveMigrationRequest,
  host: Host,
): string | null {
  const source = migration.sourceHost;
  const shared = region.sharesStorage(source, host.name);
  if (host.preCheckFailure !== null) return `Migration pre-check error: ${host.preCheckFailure}`;
  if (!groupStillAllows(region, instance, host))
    return 'Migration pre-check error: Failed to validate instance group policy due to: Anti-affinity instance group policy was violated';
  const compatible = cpuCompatible(region.hosts.get(source)?.cpuModel ?? '', host.cpuModel);
  if (instance.metadata.demo === 'precheck-fails' || !compatible)
    return "Migration pre-check error: Unacceptable CPU info: CPU doesn't have compatibility.";
  if (request.blockMigration === true && shared)
    return `${source} is not on local storage: Block migration can not be used with shared storage.`;
  if (request.blockMigration === false && !shared && instance.volumeIds.length === 0)
    return `${source} is not on shared storage: Shared storage live-migration requires either shared storage or boot-from-volume with no local disks.`;
  return null;
}

function isBlockFlagError(text: string): boolean {
  return text.includes('is not on local storage') || text.includes('is not on shared storage');
}
