import { type Caller, finishEvent, recordEvent, startAction, startEvent } from './actions.ts';
import { stopRewriting } from './copy-model.ts';
import {
  advanceCourse,
  type Course,
  copyDisks,
  newCourse,
  progressOf,
  sampleOf,
  timeoutSeconds,
} from './course.ts';
import { chooseDestination, type LiveMigrationRequest } from './destination.ts';
import { Links } from './links.ts';
import type { ActionEvent, Host, Instance, InstanceAction, Migration, MigrationStatus } from './model.ts';
import { Outbound } from './outbound.ts';
import type { Region } from './region.ts';

/** Simulated milliseconds between the steps. The record follows the 202, and the last write follows the host's. */
const DELAY = { record: 600, schedule: 300, queue: 200, prepare: 1500, abort: 400, finalWrite: 700 };
/** libvirt's monitor looks every 0.5 s and Nova writes what it saw every 5 s (operations.md A3). */
const MONITOR_MILLISECONDS = 500;
const WRITE_SECONDS = 5;
const CONDUCTOR = 'controller-01';
/** What the conductor meets and has no plan for, with `ends-in-error` (operations.md A6, D2). */
const UNPLANNED =
  'Migration error: Unable to establish connection to http://controller-01:9696/v2.0/ports: Connection refused';
/** A conductor that fails before it has written a record leaves its words in the action's event alone. */
const NO_RECORD = 'Remote error: DBConnectionError the migration could not be recorded';

/** Carries live migrations out in one region, writing in Nova's order. */
export class LiveMigrations {
  readonly #region: Region;
  readonly #links: Links;
  readonly #courses = new Map<number, Course>();
  readonly #outbound: Outbound<Course>;

  constructor(region: Region, bandwidthBytesPerSecond: number) {
    this.#region = region;
    this.#links = new Links(bandwidthBytesPerSecond);
    this.#outbound = new Outbound(() => region.settings.maxConcurrentLiveMigrations);
  }

  /** Returns the error of a synchronous refusal (below 2.34), else null; the rest happens over time. */
  start(instance: Instance, request: LiveMigrationRequest, caller: Caller): string | null {
    const region = this.#region;
    region.updateInstance(instance, { taskState: 'migrating', progress: 0 });
    const action = startAction(region, instance, 'live-migration', caller);
    const name = request.asynchronous ? 'conductor_live_migrate_instance' : 'conductor_migrate_server';
    const event = startEvent(region, action, name, CONDUCTOR);
    if (!request.asynchronous)
      return this.#schedule(this.#record(instance, action, caller, request), request, event);
    region.time.after(DELAY.record, () => {
      if (instance.deletedAt !== null) return;
      if (instance.metadata.demo === 'fails-before-record') {
        finishEvent(region, action, event, NO_RECORD);
        return region.updateInstance(instance, { taskState: null });
      }
      const course = this.#record(instance, action, caller, request);
      region.time.after(DELAY.schedule, () => {
        if (!this.#gone(course)) this.#schedule(course, request, event);
      });
    });
    return null;
  }

  /** Asks for the end; the record says later whether it came to that. A nova-compute that is down does not hear it. */
  abort(migration: Migration, caller: Caller): void {
    const course = this.#courses.get(migration.id);
    if (!course) return;
    const action = startAction(this.#region, course.instance, 'live_migration_cancel', caller);
    if (!this.#computeRuns(migration.sourceHost)) return;
    recordEvent(this.#region, action, 'compute_live_migration_abort', migration.sourceHost);
    course.abortAsked = true;
    if (migration.status === 'queued') this.#rollBack(course, 'cancelled', 0);
  }

  /** Asks Nova to end a copy that does not converge. */
  forceComplete(migration: Migration, caller: Caller): void {
    const course = this.#courses.get(migration.id);
    if (!course) return;
    const action = startAction(this.#region, course.instance, 'live_migration_force_complete', caller);
    if (!this.#computeRuns(migration.sourceHost)) return;
    recordEvent(this.#region, action, 'compute_live_migration_force_complete', migration.sourceHost);
    this.#force(course);
  }

  /**
   * nova-compute of this host starts again: what left it is given up. A copy that ran ends in `error`; a record that
   * was `queued` or `preparing` stays as it is for ever (nova/compute/manager.py `_reset_live_migration`).
   */
  computeRestarted(host: string): void {
    for (const course of [...this.#courses.values()]) {
      const { migration, instance } = course;
      if (migration.sourceHost !== host) continue;
      if (migration.status.startsWith('running'))
        this.#region.updateMigration(migration, { status: 'error' });
      this.#region.updateInstance(instance, { taskState: null, progress: 0 });
      this.#region.release(migration.uuid);
      this.#region.allocate(instance.id, instance, migration.sourceHost);
      this.#forget(course);
    }
  }

  /** The destination stands in it from the first only when it was forced (operations.md B2). */
  #record(instance: Instance, action: InstanceAction, caller: Caller, request: LiveMigrationRequest): Course {
    const source = instance.host ?? '';
    const migration = this.#region.addMigration(instance, 'live-migration', source, caller);
    if (request.bypassScheduler) migration.destinationHost = request.host;
    const course = newCourse(instance, migration, action, this.#region.settings);
    this.#courses.set(migration.id, course);
    return course;
  }

  #schedule(course: Course, request: LiveMigrationRequest, event: ActionEvent): string | null {
    const { instance, migration, action } = course;
    const region = this.#region;
    const unplanned = instance.metadata.demo === 'ends-in-error';
    const choice = unplanned ? UNPLANNED : chooseDestination(region, course, request);
    if (typeof choice === 'string') {
      finishEvent(region, action, event, choice);
      this.#forget(course);
      const fault = { message: choice, createdAt: region.time.now() };
      region.updateInstance(instance, { taskState: null, fault, ...(unplanned && { vmState: 'error' }) });
      region.updateMigration(migration, { status: 'error' });
      return choice;
    }
    region.allocate(migration.uuid, instance, migration.sourceHost);
    region.allocate(instance.id, instance, choice.name);
    migration.destinationHost = choice.name;
    migration.destinationNode = choice.hypervisorHostname;
    migration.sourceNode = region.hosts.get(migration.sourceHost)?.hypervisorHostname ?? null;
    if (request.blockMigration ?? !region.sharesStorage(migration.sourceHost, choice.name)) copyDisks(course);
    finishEvent(region, action, event);
    recordEvent(region, action, 'compute_live_migration', migration.sourceHost);
    this.#later(course, DELAY.queue, () => {
      region.updateMigration(migration, { status: 'queued' });
      if (this.#outbound.enter(migration.sourceHost, course)) this.#prepare(course);
    });
    return null;
  }

  #prepare(course: Course): void {
    const { migration, action } = course;
    const region = this.#region;
    this.#later(course, DELAY.queue, () => {
      region.updateMigration(migration, { status: 'preparing' });
      const destination = migration.destinationHost ?? '';
      const event = startEvent(region, action, 'compute_pre_live_migration', destination);
      this.#later(course, DELAY.prepare, () => {
        if (!this.#computeRuns(destination)) return this.#rollBack(course, 'failed', 0);
        finishEvent(region, action, event);
        if (course.abortAsked) this.#rollBack(course, 'cancelled', 0);
        else this.#copy(course);
      });
    });
  }

  #copy(course: Course): void {
    const { migration } = course;
    this.#region.updateMigration(migration, { status: 'running' });
    course.link = this.#links.open(migration.sourceHost, migration.destinationHost ?? '');
    course.startedAt = this.#region.time.now();
    course.steppedAt = course.startedAt;
    this.#later(course, MONITOR_MILLISECONDS, () => this.#monitor(course));
  }

  /** One look of the monitor. */
  #monitor(course: Course): void {
    const { time, settings } = this.#region;
    const seconds = time.secondsSince(course.steppedAt);
    course.steppedAt = time.now();
    const progress = advanceCourse(course, seconds);
    const elapsed = time.secondsSince(course.startedAt);
    if (course.abortAsked) return this.#rollBack(course, 'cancelled', DELAY.abort);
    if (elapsed - course.lastWriteSeconds >= WRITE_SECONDS) this.#writeSample(course, elapsed);
    if (progress === 'failed') return this.#rollBack(course, 'failed', 0);
    if (progress === 'done') return this.#arrive(course);
    if (elapsed > timeoutSeconds(course, settings) && course.memory.rewriteRate > 0) {
      if (settings.timeoutAction === 'abort') return this.#rollBack(course, 'cancelled', 0);
      this.#force(course);
    }
    this.#later(course, MONITOR_MILLISECONDS, () => this.#monitor(course));
  }

  /** With post-copy the guest goes on at the destination; without, it is paused. Either way nothing is sent twice. */
  #force(course: Course): void {
    stopRewriting(course.memory);
    if (!this.#region.settings.permitPostCopy) return;
    this.#region.updateMigration(course.migration, { status: 'running (post-copy)' });
  }

  #writeSample(course: Course, elapsedSeconds: number): void {
    course.lastWriteSeconds = elapsedSeconds;
    const { instance, migration } = course;
    const sample = sampleOf(course);
    this.#region.updateMigration(migration, { sample });
    this.#region.updateInstance(instance, { progress: progressOf(sample.memory) });
  }

  /** The instance is written first and the record a moment later (operations.md B). */
  #arrive(course: Course): void {
    const { instance, migration, action } = course;
    const region = this.#region;
    const destination = region.hosts.get(migration.destinationHost ?? '') as Host;
    recordEvent(region, action, 'compute__post_live_migration_update_host', migration.sourceHost);
    const stays = instance.metadata.demo === 'completes-in-place';
    const lost = !this.#computeRuns(destination.name);
    if (!stays && !lost)
      recordEvent(region, action, 'compute_post_live_migration_at_destination', destination.name);
    const place = stays ? {} : { host: destination.name, zone: destination.zone };
    region.updateInstance(instance, {
      ...place,
      taskState: null,
      progress: 0,
      ...(lost && { vmState: 'error' }),
    });
    region.release(migration.uuid);
    if (stays) region.allocate(instance.id, instance, migration.sourceHost);
    this.#end(course, lost ? 'error' : 'completed');
  }

  /** `task_state` is cleared first and the record ends later; no event tells a reason (operations.md A5, B). */
  #rollBack(course: Course, status: 'failed' | 'cancelled', delay: number): void {
    const { instance, migration, action } = course;
    const region = this.#region;
    this.#later(course, delay, () => {
      const destination = migration.destinationHost ?? '';
      if (migration.status !== 'queued')
        recordEvent(region, action, 'compute_rollback_live_migration_at_destination', destination);
      region.updateInstance(instance, { taskState: null, progress: 0 });
      region.release(migration.uuid);
      region.allocate(instance.id, instance, migration.sourceHost);
      this.#end(course, status);
    });
  }

  #end(course: Course, status: MigrationStatus): void {
    this.#forget(course);
    this.#region.time.after(DELAY.finalWrite, () =>
      this.#region.updateMigration(course.migration, { status }),
    );
  }

  /** The next step of the source's nova-compute, once it is due and that runs, unless the course has ended. */
  #later(course: Course, delay: number, step: () => void): void {
    this.#region.time.after(delay, () => {
      if (this.#gone(course)) return;
      if (this.#computeRuns(course.migration.sourceHost)) return step();
      course.steppedAt = this.#region.time.now();
      this.#later(course, MONITOR_MILLISECONDS, step);
    });
  }

  #computeRuns(host: string): boolean {
    return this.#region.hosts.get(host)?.up === true;
  }

  /** True when the course has ended, or its instance was deleted meanwhile: its migration then ends in error. */
  #gone(course: Course): boolean {
    if (!this.#courses.has(course.migration.id)) return true;
    if (course.instance.deletedAt === null) return false;
    this.#region.release(course.migration.uuid);
    this.#region.release(course.instance.id);
    this.#region.updateMigration(course.migration, { status: 'error' });
    this.#forget(course);
    return true;
  }

  #forget(course: Course): void {
    course.link?.close();
    this.#courses.delete(course.migration.id);
    for (const next of this.#outbound.leave(course.migration.sourceHost, course)) this.#prepare(next);
  }
}
