import { type Caller, finishEvent, recordEvent, startAction, startEvent } from './actions.ts';
import { NO_VALID_HOST, NOT_ENOUGH_HOSTS } from './destination.ts';
import type { ActionEvent, Host, Instance, InstanceAction, Migration } from './model.ts';
import type { Region } from './region.ts';
import { candidates, hostFits } from './scheduler.ts';

/** Simulated milliseconds between the steps. */
const DELAY = { schedule: 500, prepare: 800, copy: 6000, finish: 1500, confirm: 1200, revert: 3000 };
const CONDUCTOR = 'controller-01';

/** `migrate`, `confirmResize` and `revertResize` (nova/compute/manager.py prep_resize to finish_revert_resize). */
export class ColdMigrations {
  readonly #region: Region;

  constructor(region: Region) {
    this.#region = region;
  }

  /** Any host when null. Ends in VERIFY_RESIZE at the new host, or as before with the record in `error`. */
  start(instance: Instance, host: string | null, caller: Caller): void {
    const region = this.#region;
    const action = startAction(region, instance, 'migrate', caller);
    region.updateInstance(instance, { taskState: 'resize_prep', progress: 0 });
    const event = startEvent(region, action, 'conductor_migrate_server', CONDUCTOR);
    this.#after(instance, DELAY.schedule, () => {
      const migration = region.addMigration(instance, 'migration', instance.host ?? '', caller);
      const choice = this.#choose(instance, host);
      if (typeof choice === 'string') this.#refuse(instance, migration, action, event, choice);
      else this.#move(instance, migration, action, event, choice);
    });
  }

  /** The source's side is given up; what was stopped before is stopped again. */
  confirm(instance: Instance, caller: Caller): void {
    const region = this.#region;
    const migration = this.#finished(instance);
    if (!migration) return;
    const action = startAction(region, instance, 'confirmResize', caller);
    region.updateInstance(instance, { taskState: null });
    region.updateMigration(migration, { status: 'confirming' });
    this.#after(instance, DELAY.confirm, () => {
      recordEvent(region, action, 'compute_confirm_resize', migration.sourceHost);
      region.release(migration.uuid);
      const stopped = instance.powerState === 4;
      region.updateInstance(instance, { vmState: stopped ? 'stopped' : 'active', taskState: null });
      region.updateMigration(migration, { status: 'confirmed' });
    });
  }

  /** Back to the source. */
  revert(instance: Instance, caller: Caller): void {
    const region = this.#region;
    const migration = this.#finished(instance);
    if (!migration) return;
    const action = startAction(region, instance, 'revertResize', caller);
    region.updateInstance(instance, { taskState: 'resize_reverting' });
    region.updateMigration(migration, { status: 'reverting' });
    this.#after(instance, DELAY.revert, () => {
      const source = migration.sourceHost;
      recordEvent(region, action, 'compute_revert_resize', migration.destinationHost ?? '');
      recordEvent(region, action, 'compute_finish_revert_resize', source);
      region.release(migration.uuid);
      region.allocate(instance.id, instance, source);
      const stopped = instance.powerState === 4;
      const zone = region.hosts.get(source)?.zone ?? instance.zone;
      const vmState = stopped ? 'stopped' : 'active';
      region.updateInstance(instance, { host: source, zone, vmState, taskState: null });
      region.updateMigration(migration, { status: 'reverted' });
    });
  }

  #choose(instance: Instance, name: string | null): Host | string {
    const region = this.#region;
    if (name === null)
      return candidates(region, instance, new Set([instance.host ?? '']))[0] ?? NOT_ENOUGH_HOSTS;
    const host = region.hosts.get(name);
    return host && hostFits(region, instance, host) ? host : NO_VALID_HOST;
  }

  #refuse(
    instance: Instance,
    migration: Migration,
    action: InstanceAction,
    event: ActionEvent,
    reason: string,
  ): void {
    finishEvent(this.#region, action, event, reason);
    this.#region.updateMigration(migration, { status: 'error' });
    this.#region.updateInstance(instance, { taskState: null });
  }

  /** Placement holds both sides until the end is confirmed. */
  #move(
    instance: Instance,
    migration: Migration,
    action: InstanceAction,
    event: ActionEvent,
    destination: Host,
  ): void {
    const region = this.#region;
    region.allocate(migration.uuid, instance, migration.sourceHost);
    region.allocate(instance.id, instance, destination.name);
    migration.destinationHost = destination.name;
    migration.destinationNode = destination.hypervisorHostname;
    migration.sourceNode = region.hosts.get(migration.sourceHost)?.hypervisorHostname ?? null;
    finishEvent(region, action, event);
    this.#after(instance, DELAY.prepare, () => {
      recordEvent(region, action, 'compute_prep_resize', destination.name);
      region.updateMigration(migration, { status: 'migrating' });
      region.updateInstance(instance, { taskState: 'resize_migrating' });
    });
    this.#after(instance, DELAY.prepare + DELAY.copy, () => {
      recordEvent(region, action, 'compute_resize_instance', migration.sourceHost);
      region.updateMigration(migration, { status: 'post-migrating' });
      const { name: host, zone } = destination;
      region.updateInstance(instance, { taskState: 'resize_finish', host, zone });
    });
    this.#after(instance, DELAY.prepare + DELAY.copy + DELAY.finish, () => {
      recordEvent(region, action, 'compute_finish_resize', destination.name);
      region.updateMigration(migration, { status: 'finished' });
      region.updateInstance(instance, { vmState: 'resized', taskState: null, progress: 0 });
    });
  }

  #finished(instance: Instance): Migration | undefined {
    return this.#region.migrationsByInstance
      .get(instance.id)
      ?.findLast(({ type, status }) => type === 'migration' && status === 'finished');
  }

  /** Unless the instance was deleted meanwhile. */
  #after(instance: Instance, delay: number, step: () => void): void {
    this.#region.time.after(delay, () => {
      if (instance.deletedAt === null) step();
    });
  }
}
