import { type Caller, finishEvent, recordEvent, startAction, startEvent } from './actions.ts';
import { NO_VALID_HOST, NOT_ENOUGH_HOSTS } from './destination.ts';
import type { Host, Instance } from './model.ts';
import type { Region } from './region.ts';
import { candidates, hostFits } from './scheduler.ts';

export interface EvacuationRequest {
  host: string | null;
  /** Below 2.29 or with `force`: a named host is taken without asking the scheduler. */
  bypassScheduler: boolean;
  /** From 2.95 on the instance is stopped where it comes to. */
  stopped: boolean;
}

/** Simulated milliseconds between the steps. */
const DELAY = { schedule: 500, prepare: 700, spawn: 4000 };
const CONDUCTOR = 'controller-01';

/** `evacuate`: builds an instance of a host that is down anew elsewhere (nova/compute/api.py, conductor rebuild_instance). */
export class Evacuations {
  readonly #region: Region;

  constructor(region: Region) {
    this.#region = region;
  }

  /** Ends at the new host with the record `done`, or with the server in ERROR and the record in `error`. */
  start(instance: Instance, request: EvacuationRequest, caller: Caller): void {
    const region = this.#region;
    const source = instance.host ?? '';
    region.updateInstance(instance, { taskState: 'rebuilding' });
    const action = startAction(region, instance, 'evacuate', caller);
    const migration = region.addMigration(instance, 'evacuation', source, caller);
    migration.destinationHost = request.host;
    migration.sourceNode = region.hosts.get(source)?.hypervisorHostname ?? null;
    const event = startEvent(region, action, 'rebuild_server', CONDUCTOR);
    this.#after(instance, DELAY.schedule, () => {
      const choice = this.#choose(instance, request);
      if (typeof choice === 'string') {
        finishEvent(region, action, event, choice);
        const fault = { message: choice, createdAt: region.time.now() };
        region.updateInstance(instance, { vmState: 'error', taskState: null, fault });
        region.updateMigration(migration, { status: 'error' });
        return;
      }
      finishEvent(region, action, event);
      // Placement keeps the dead host's side until its nova-compute is back; here under the record's uuid.
      region.allocate(migration.uuid, instance, source);
      region.allocate(instance.id, instance, choice.name);
      migration.destinationHost = choice.name;
      migration.destinationNode = choice.hypervisorHostname;
      region.updateMigration(migration, { status: 'pre-migrating' });
      const { name: host, zone } = choice;
      this.#after(instance, DELAY.prepare, () =>
        region.updateInstance(instance, { taskState: 'rebuild_spawning', host, zone }),
      );
      this.#after(instance, DELAY.prepare + DELAY.spawn, () => {
        recordEvent(region, action, 'compute_rebuild_instance', host);
        const stopped = request.stopped || instance.vmState === 'stopped';
        const state = stopped ? ({ vmState: 'stopped', powerState: 4 } as const) : RUNNING;
        region.updateInstance(instance, { ...state, taskState: null, fault: null });
        region.updateMigration(migration, { status: 'done' });
      });
    });
  }

  /** The dead host's nova-compute is back: it removes what was built elsewhere, and the records are `completed`. */
  computeRestarted(host: string): void {
    for (const migration of this.#region.migrations) {
      if (migration.type !== 'evacuation' || migration.sourceHost !== host || migration.status !== 'done')
        continue;
      this.#region.release(migration.uuid);
      this.#region.updateMigration(migration, { status: 'completed' });
    }
  }

  #choose(instance: Instance, request: EvacuationRequest): Host | string {
    const region = this.#region;
    if (request.host === null)
      return candidates(region, instance, new Set([instance.host ?? '']))[0] ?? NOT_ENOUGH_HOSTS;
    const host = region.hosts.get(request.host);
    if (!host) return NO_VALID_HOST;
    return request.bypassScheduler || hostFits(region, instance, host) ? host : NO_VALID_HOST;
  }

  /** Unless the instance was deleted meanwhile. */
  #after(instance: Instance, delay: number, step: () => void): void {
    this.#region.time.after(delay, () => {
      if (instance.deletedAt === null) step();
    });
  }
}

const RUNNING = { vmState: 'active', powerState: 1 } as const;
