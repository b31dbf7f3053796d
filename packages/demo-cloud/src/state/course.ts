import { advanceCopy, type CopyProcess, type CopyState, counters, startCopy } from './copy-model.ts';
import type { Link } from './links.ts';
import type { Instance, InstanceAction, Migration } from './model.ts';
import type { CloudSettings } from './settings.ts';

/** One live migration under way: the record, its action and what the record does not tell. */
export interface Course {
  instance: Instance;
  migration: Migration;
  action: InstanceAction;
  memory: CopyProcess;
  disk: CopyProcess;
  link: Link | null;
  /** Moments of the clock. */
  startedAt: number;
  steppedAt: number;
  lastWriteSeconds: number;
  abortAsked: boolean;
}

const GIB = 1024 ** 3;
/** How much of its memory a guest works on. */
const WORKING_SET = 0.6;
/** A thin disk of which a twentieth is in use. */
const USED_DISK = 0.05;
const SMALLEST_GIB = 2;
/** A copy that is told to fail does so when this much was sent. */
const FAILS_AT = 0.4;

export function newCourse(
  instance: Instance,
  migration: Migration,
  action: InstanceAction,
  settings: CloudSettings,
): Course {
  const memoryBytes = instance.flavor.memoryMb * 1024 ** 2;
  const never = instance.metadata.demo === 'never-converges';
  const rate = never ? Number.MAX_SAFE_INTEGER : instance.dirtyBytesPerSecond;
  return {
    instance,
    migration,
    action,
    memory: startCopy(memoryBytes, rate, memoryBytes * WORKING_SET, settings.permitAutoConverge),
    disk: startCopy(0, 0, 0),
    link: null,
    startedAt: 0,
    steppedAt: 0,
    lastWriteSeconds: Number.NEGATIVE_INFINITY,
    abortAsked: false,
  };
}

/** Local disks travel too, what of them is in use. */
export function copyDisks(course: Course): void {
  const { instance } = course;
  const bytes = instance.volumeIds.length > 0 ? 0 : instance.flavor.diskGb * GIB * USED_DISK;
  course.disk = startCopy(bytes, 0, 0);
}

export type Progress = 'copying' | 'done' | 'failed';

/** Copies for so many seconds: disk first, then memory, as libvirt does. */
export function advanceCourse(course: Course, seconds: number): Progress {
  const { disk, memory } = course;
  const rate = course.link?.bytesPerSecond() ?? 0;
  const diskSeconds = rate === 0 ? seconds : Math.min(seconds, disk.remaining / rate);
  if (disk.remaining > 0) advanceCopy(disk, diskSeconds, rate);
  const done = advanceCopy(memory, seconds - diskSeconds, rate) && disk.remaining === 0;
  const fails = course.instance.metadata.demo === 'copy-fails' && memory.processed > memory.total * FAILS_AT;
  if (fails) return 'failed';
  return done ? 'done' : 'copying';
}

/** Seconds after which Nova gives up: by memory and disk, at least 2 GiB; infinity when it never does. */
export function timeoutSeconds(course: Course, settings: CloudSettings): number {
  const { completionTimeoutSecondsPerGib: perGib } = settings;
  if (perGib === 0) return Number.POSITIVE_INFINITY;
  return perGib * Math.max(SMALLEST_GIB, (course.memory.total + course.disk.total) / GIB);
}

const NOTHING: CopyState = { total: 0, processed: 0, remaining: 0 };

/** libvirt counts no memory, not even its size, until the disks are over (docs/nova-behaviour.md). */
export function sampleOf({ memory, disk }: Course): { memory: CopyState; disk: CopyState } {
  return { memory: disk.remaining > 0 ? NOTHING : counters(memory), disk: counters(disk) };
}

/** Server `progress`: of memory only (operations.md A3). */
export const progressOf = ({ total, remaining }: CopyState): number =>
  total === 0 ? 0 : 100 - Math.round((remaining * 100) / total);
