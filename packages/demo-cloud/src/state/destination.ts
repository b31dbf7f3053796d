import { recordEvent } from './actions.ts';
import type { Host, Instance, InstanceAction, Migration } from './model.ts';
import type { Region } from './region.ts';
import { candidates, hasCapacity, hostFits, isUp } from './scheduler.ts';

export interface LiveMigrationRequest {
  host: string | null;
  /** Null is `auto`. */
  blockMigration: boolean | null;
  /** True below 2.30 or with `force`: a named host is taken without asking the scheduler. */
  bypassScheduler: boolean;
  /** At 2.34 and later failures come after the 202 (operations.md A2). */
  asynchronous: boolean;
}

const NO_VALID_HOST = 'No valid host was found. ';
const NOT_ENOUGH_HOSTS = 'No valid host was found. There are not enough hosts available.';

/** What a choice is made for, and the action whose events tell why hosts were refused. */
export interface Attempt {
  instance: Instance;
  migration: Migration;
  action: InstanceAction;
}

/** A host that the scheduler and the pre-checks take, or the reason why there is none. */
export function chooseDestination(
  region: Region,
  attempt: Attempt,
  request: LiveMigrationRequest,
): Host | string {
  const { instance, migration } = attempt;
  const source = region.hosts.get(migration.sourceHost);
  if (!source || !isUp(source))
    return `Compute service of ${migration.sourceHost} is unavailable at this time.`;
  if (request.host === null) {
    const ignored = new Set([migration.sourceHost]);
    const accepted = candidates(region, instance, ignored).find(
      (host) => preCheck(region, attempt, request, host) === null,
    );
    return accepted ?? NOT_ENOUGH_HOSTS;
  }
  if (request.host === migration.sourceHost) {
    if (!request.bypassScheduler) return NOT_ENOUGH_HOSTS;
    return `Unable to migrate instance (${instance.id}) to current host (${request.host}).`;
  }
  const host = region.hosts.get(request.host);
  if (!host) return `Compute host ${request.host} could not be found.`;
  if (request.bypassScheduler) {
    if (!isUp(host)) return `Compute service of ${host.name} is unavailable at this time.`;
    if (!hasCapacity(region, instance, host)) {
      return `Migration pre-check error: Unable to migrate ${instance.id} to ${host.name}: Lack of memory`;
    }
    return preCheck(region, attempt, request, host) ?? host;
  }
  if (!hostFits(region, instance, host)) return NO_VALID_HOST;
  const failure = preCheck(region, attempt, request, host);
  if (failure === null) return host;
  return isBlockFlagError(failure) && !request.asynchronous ? failure : NOT_ENOUGH_HOSTS;
}

/** What destination and source check; the reason stands in both events' details (lab recording 112). */
function preCheck(
  region: Region,
  attempt: Attempt,
  request: LiveMigrationRequest,
  host: Host,
): string | null {
  const { instance, migration, action } = attempt;
  const source = migration.sourceHost;
  const shared = region.sharesStorage(source, host.name);
  let failure: string | null = null;
  if (instance.metadata.demo === 'precheck-fails') {
    failure = "Migration pre-check error: Unacceptable CPU info: CPU doesn't have compatibility.";
  } else if (request.blockMigration === true && shared) {
    failure = `${source} is not on local storage: Block migration can not be used with shared storage.`;
  } else if (request.blockMigration === false && !shared && instance.volumeIds.length === 0) {
    failure = `${source} is not on shared storage: Shared storage live-migration requires either shared storage or boot-from-volume with no local disks.`;
  }
  recordEvent(region, action, 'compute_check_can_live_migrate_destination', host.name, failure);
  recordEvent(region, action, 'compute_check_can_live_migrate_source', source, failure);
  return failure;
}

function isBlockFlagError(text: string): boolean {
  return text.includes('is not on local storage') || text.includes('is not on shared storage');
}
