import { type Caller, finishEvent, recordEvent, startAction, startEvent } from './actions.ts';
import { advanceCopy, type CopyProcess, type CopyState, counters, startCopy } from './copy-model.ts';
import { chooseDestination, type LiveMigrationRequest } from './destination.ts';
import { type Link, Links } from './links.ts';
import type { ActionEvent, Instance, InstanceAction, Migration } from './model.ts';
import type { Region } from './region.ts';

/** Simulated milliseconds between the steps. The record follows the 202, and the last write follows the host's. */
const DELAY = { record: 600, schedule: 300, queue: 200, prepare: 1500, abort: 400, finalWrite: 700 };
/** libvirt's monitor looks every 0.5 s and Nova writes what it saw every 5 s (operations.md A3). */
const MONITOR_MILLISECONDS = 500;
const WRITE_SECONDS = 5;
/** `live_migration_completion_timeout`: 800 s per GiB, at least 2 GiB (operations.md A12). */
const TIMEOUT_SECONDS_PER_GIB = 800;
const GIB = 1024 ** 3;
const CONDUCTOR = 'controller-01';
const NOTHING: CopyState = { total: 0, processed: 0, remaining: 0 };

/** One migration under way: the record, its action and what the record does not tell. */
interface Course {
  instance: Instance;
  migration: Migration;
  action: InstanceAction;
  memory: CopyProcess;
  disk: CopyProcess;
  link: Link | null;
  startedAt: number;
  steppedAt: number;
  lastWriteSeconds: number;
  abortAsked: boolean;
}

/** Carries live migrations out in one region, writing in Nova's order. One leaves each host at a time; others queue. */
export class LiveMigrations {
  readonly #region: Region;
  readonly #links: Links;
  readonly #courses = new Map<number, Course>();
  readonly #leaving = new Map<string, Course>();
  readonly #queues = new Map<string, Course[]>();

  constructor(region: Region, bandwidthBytesPerSecond: number) {
    this.#region = region;
    this.#links = new Links(bandwidthBytesPerSecond);
  }

  /** Returns the error of a synchronous refusal (below 2.34), else null; the rest happens over time. */
  start(instance: Instance, request: LiveMigrationRequest, caller: Caller): string | null {
    const region = this.#region;
    region.updateInstance(instance, { taskState: 'migrating', progress: 0 });
    const action = startAction(region, instance, 'live-migration', caller);
    const conductorEvent = request.asynchronous
      ? 'conductor_live_migrate_instance'
      : 'conductor_migrate_server';
    const event = startEvent(region, action, conductorEvent, CONDUCTOR);
    if (!request.asynchronous)
      return this.#schedule(this.#record(instance, action, caller, request), request, event);
    region.time.after(DELAY.record, () => {
      if (instance.deletedAt !== null) return;
      const course = this.#record(instance, action, caller, request);
      region.time.after(DELAY.schedule, () => this.#schedule(course, request, event));
    });
    return null;
  }

  /** Asks for the end; the record says later whether it came to that. */
  abort(migration: Migration, caller: Caller): void {
    const course = this.#courses.get(migration.id);
    if (!course) return;
    const action = startAction(this.#region, course.instance, 'live_migration_cancel', caller);
    recordEvent(this.#region, action, 'compute_live_migration_abort', migration.sourceHost);
    course.abortAsked = true;
    if (migration.status === 'queued') this.#rollBack(course, 'cancelled', 0);
  }

  /** Without post-copy Nova pauses the guest: nothing is rewritten any more, so the copy ends (operations.md G). */
  forceComplete(migration: Migration, caller: Caller): void {
    const course = this.#courses.get(migration.id);
    if (!course) return;
    const action = startAction(this.#region, course.instance, 'live_migration_force_complete', caller);
    recordEvent(this.#region, action, 'compute_live_migration_force_complete', migration.sourceHost);
    course.memory.rewriteRate = 0;
  }

  /** The destination stands in it from the first only when it was forced (operations.md B2). */
  #record(instance: Instance, action: InstanceAction, caller: Caller, request: LiveMigrationRequest): Course {
    const migration = this.#region.addMigration(
      instance,
      instance.host ?? '',
      caller.userId,
      caller.projectId,
    );
    if (request.bypassScheduler) migration.destinationHost = request.host;
    const memoryBytes = instance.flavor.memoryMb * 1024 ** 2;
    const never = instance.metadata.demo === 'never-converges';
    const course: Course = {
      instance,
      migration,
      action,
      memory: startCopy(
        memoryBytes,
        never ? Number.MAX_SAFE_INTEGER : instance.dirtyBytesPerSecond,
        memoryBytes * 0.6,
      ),
      disk: startCopy(0, 0, 0),
      link: null,
      startedAt: 0,
      steppedAt: 0,
      lastWriteSeconds: Number.NEGATIVE_INFINITY,
      abortAsked: false,
    };
    this.#courses.set(migration.id, course);
    return course;
  }

  #schedule(course: Course, request: LiveMigrationRequest, event: ActionEvent): string | null {
    const { instance, migration, action } = course;
    const region = this.#region;
    if (this.#gone(course)) return null;
    const choice = chooseDestination(region, course, request);
    if (typeof choice === 'string') {
      finishEvent(region, action, event, choice);
      this.#courses.delete(migration.id);
      region.updateInstance(instance, { taskState: null });
      region.updateMigration(migration, { status: 'error' });
      return choice;
    }
    region.allocate(migration.uuid, instance, migration.sourceHost);
    region.allocate(instance.id, instance, choice.name);
    migration.destinationHost = choice.name;
    migration.destinationNode = choice.hypervisorHostname;
    migration.sourceNode = region.hosts.get(migration.sourceHost)?.hypervisorHostname ?? null;
    if (request.blockMigration ?? !region.sharesStorage(migration.sourceHost, choice.name))
      course.disk = startCopy(usedDiskBytes(instance), 0, 0);
    finishEvent(region, action, event);
    recordEvent(region, action, 'compute_live_migration', migration.sourceHost);
    region.time.after(DELAY.queue, () => this.#enqueue(course));
    return null;
  }

  #enqueue(course: Course): void {
    if (this.#gone(course)) return;
    const source = course.migration.sourceHost;
    this.#region.updateMigration(course.migration, { status: 'queued' });
    if (!this.#leaving.has(source)) return this.#prepare(course);
    const queue = this.#queues.get(source) ?? [];
    queue.push(course);
    this.#queues.set(source, queue);
  }

  #prepare(course: Course): void {
    const { migration, action } = course;
    this.#leaving.set(migration.sourceHost, course);
    this.#region.time.after(DELAY.queue, () => {
      if (!this.#courses.has(migration.id) || this.#gone(course)) return;
      this.#region.updateMigration(migration, { status: 'preparing' });
      const event = startEvent(
        this.#region,
        action,
        'compute_pre_live_migration',
        migration.destinationHost ?? '',
      );
      this.#region.time.after(DELAY.prepare, () => {
        if (this.#gone(course)) return;
        finishEvent(this.#region, action, event);
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
    this.#region.time.after(MONITOR_MILLISECONDS, () => this.#monitor(course));
  }

  /** One look of the monitor: disk first, then memory, as libvirt does. */
  #monitor(course: Course): void {
    if (this.#gone(course)) return;
    const { time } = this.#region;
    const seconds = time.secondsSince(course.steppedAt);
    course.steppedAt = time.now();
    const rate = course.link?.bytesPerSecond() ?? 0;
    const diskSeconds = Math.min(seconds, course.disk.remaining / rate);
    if (course.disk.remaining > 0) advanceCopy(course.disk, diskSeconds, rate);
    const done = advanceCopy(course.memory, seconds - diskSeconds, rate) && course.disk.remaining === 0;
    const elapsed = time.secondsSince(course.startedAt);
    const failsNow =
      course.instance.metadata.demo === 'copy-fails' && course.memory.processed > course.memory.total * 0.4;
    if (course.abortAsked) return this.#rollBack(course, 'cancelled', DELAY.abort);
    if (elapsed - course.lastWriteSeconds >= WRITE_SECONDS) this.#writeSample(course, elapsed);
    if (failsNow) return this.#rollBack(course, 'failed', 0);
    if (done) return this.#succeed(course);
    if (elapsed > timeoutSeconds(course)) return this.#rollBack(course, 'cancelled', 0);
    time.after(MONITOR_MILLISECONDS, () => this.#monitor(course));
  }

  #writeSample(course: Course, elapsedSeconds: number): void {
    course.lastWriteSeconds = elapsedSeconds;
    const { memory, disk, instance, migration } = course;
    // libvirt counts no memory, not even its size, until the disks are over (docs/nova-behaviour.md).
    const seen = disk.remaining > 0 ? NOTHING : counters(memory);
    this.#region.updateMigration(migration, { sample: { memory: seen, disk: counters(disk) } });
    const progress = seen.total === 0 ? 0 : 100 - Math.round((seen.remaining * 100) / seen.total);
    this.#region.updateInstance(instance, { progress });
  }

  /** The instance is written first and the record a moment later (operations.md B). */
  #succeed(course: Course): void {
    const { instance, migration, action } = course;
    const destination = this.#region.hosts.get(migration.destinationHost ?? '');
    if (!destination) return;
    recordEvent(this.#region, action, 'compute__post_live_migration_update_host', migration.sourceHost);
    recordEvent(this.#region, action, 'compute_post_live_migration_at_destination', destination.name);
    const patch = { host: destination.name, zone: destination.zone, taskState: null, progress: 0 };
    this.#region.updateInstance(instance, patch);
    this.#region.release(migration.uuid);
    this.#end(course, 'completed');
  }

  /** `task_state` is cleared first and the record ends later; no event tells a reason (operations.md A5, B). */
  #rollBack(course: Course, status: 'failed' | 'cancelled', delay: number): void {
    const { instance, migration, action } = course;
    this.#region.time.after(delay, () => {
      if (!this.#courses.has(migration.id) || this.#gone(course)) return;
      if (migration.status !== 'queued') {
        recordEvent(
          this.#region,
          action,
          'compute_rollback_live_migration_at_destination',
          migration.destinationHost ?? '',
        );
      }
      this.#region.updateInstance(instance, { taskState: null, progress: 0 });
      this.#region.release(migration.uuid);
      this.#region.allocate(instance.id, instance, migration.sourceHost);
      this.#end(course, status);
    });
  }

  #end(course: Course, status: 'completed' | 'failed' | 'cancelled'): void {
    this.#forget(course);
    this.#region.time.after(DELAY.finalWrite, () =>
      this.#region.updateMigration(course.migration, { status }),
    );
  }

  /** True when the instance was deleted meanwhile; its migration then ends in error. */
  #gone(course: Course): boolean {
    if (course.instance.deletedAt === null) return false;
    if (!this.#courses.has(course.migration.id)) return true;
    this.#region.release(course.migration.uuid);
    this.#region.release(course.instance.id);
    this.#region.updateMigration(course.migration, { status: 'error' });
    this.#forget(course);
    return true;
  }

  #forget(course: Course): void {
    const source = course.migration.sourceHost;
    course.link?.close();
    this.#courses.delete(course.migration.id);
    const queue = this.#queues.get(source) ?? [];
    const position = queue.indexOf(course);
    if (position >= 0) queue.splice(position, 1);
    if (this.#leaving.get(source) !== course) return;
    this.#leaving.delete(source);
    const next = queue.shift();
    if (next) this.#prepare(next);
  }
}

/** A thin disk of which a twentieth is in use. */
function usedDiskBytes(instance: Instance): number {
  return instance.volumeIds.length > 0 ? 0 : instance.flavor.diskGb * GIB * 0.05;
}

function timeoutSeconds(course: Course): number {
  return TIMEOUT_SECONDS_PER_GIB * Math.max(2, (course.memory.total + course.disk.total) / GIB);
}
