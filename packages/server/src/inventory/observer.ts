import type { Cloud } from '@evenkeel/openstack';
import { CloudError } from '@evenkeel/openstack';
import type { Logger } from 'pino';
import { type CloudRegistry, UnknownProvider } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import { databaseTime } from '../db/observing.ts';
import { readMovingInstances } from '../db/observing-moving.ts';
import { readCursor, saveProgress } from '../db/observing-providers.ts';
import { readChanges } from './changes.ts';
import { CloudClock } from './cloud-clock.ts';
import { fullPass, type Look, readHosts, readServices } from './full-pass.ts';
import { type HealthReport, healthOf, OK, PartlyRead, SLOW, UnusableConnection } from './health.ts';
import { HealthRecord } from './health-record.ts';
import { observeInstance } from './observe-instance.ts';
import { eachAtMost } from './pool.ts';
import { type Beat, type Rhythm, startRhythm } from './rhythm.ts';
import { ObservationStore } from './store.ts';

const SECOND = 1000;
/** How often each part is read, in milliseconds. */
const EVERY = {
  full: 300 * SECOND,
  capacity: 60 * SECOND,
  services: 15 * SECOND,
  changes: 3 * SECOND,
  changesWhileMoving: SECOND,
};
/** So long after a `hurry` a provider counts as moving, even before anything is seen to. */
const HURRY_MS = 15 * SECOND;
/** A look that takes longer is slow; one that takes longer still is given up. */
const SLOW_MS = 10 * SECOND;
const LIMIT_MS = 45 * SECOND;
/** Capacity is asked host by host: of a big cloud not more than this share of the time. */
const CAPACITY_SHARE = 0.1;
/** Instances that move, read at a time. */
const MOVING_AT_ONCE = 6;
/** An older cursor is not worth a look: the full pass that begins with each observer has all of it. */
const OLDEST_CURSOR_MS = 600 * SECOND;

export interface ObserverOptions {
  db: Db;
  clouds: CloudRegistry;
  logger: Logger;
  providerId: string;
  /** This process, as the lease names it. */
  owner: string;
}

type Part = 'full' | 'services' | 'capacity' | 'changes' | 'moving';

/** Observes one provider until it is stopped: five loops that hold up neither each other nor another provider. */
export class ProviderObserver {
  readonly #options: ObserverOptions;
  readonly #stop = new AbortController();
  readonly #store: ObservationStore;
  readonly #clock = new CloudClock();
  readonly #health: HealthRecord;
  /** Servers seen deleted since the last full pass began, and when. */
  readonly #gone = new Map<string, Date>();
  readonly #rhythms = new Map<Part, Rhythm>();
  /** The cloud's clock up to which changes were read. */
  #cursor: Date | null = null;
  /** When a full pass began, whose answers may have been overtaken: changes are read again from there. */
  #rereadFrom: Date | null = null;
  #tried = false;
  /** Everything was read once: from then on, what changed is enough to be up to date. */
  #complete = false;
  #moving = 0;
  #hurriedAt = Number.NEGATIVE_INFINITY;
  #capacityTookMs = 0;

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#store = new ObservationStore(options.db, options.providerId);
    this.#health = new HealthRecord(options);
    this.#start('full', 'everything', {
      run: (signal) => this.#full(signal),
      pauseMs: () => EVERY.full,
    });
    this.#start('services', 'compute services', {
      run: async (signal) => {
        await readServices(await this.#look(signal));
        return OK;
      },
      pauseMs: () => EVERY.services,
      slowMs: SLOW_MS,
      limitMs: LIMIT_MS,
    });
    this.#start('capacity', 'capacity of hosts', {
      run: (signal) => this.#capacity(signal),
      delayMs: EVERY.capacity,
      pauseMs: () => Math.max(EVERY.capacity, this.#capacityTookMs / CAPACITY_SHARE),
    });
  }

  /** True once the cloud was asked, with whatever result; a cloud that leaves us waiting counts as tried too. */
  tried(): boolean {
    return this.#tried;
  }

  /** Something moves, or is about to: look now, and each second. */
  hurry(): void {
    const known = this.#isMoving();
    this.#hurriedAt = performance.now();
    // Whoever hurries what is hurried already, a move each second, must not make it a storm.
    if (known) return;
    this.#rhythms.get('changes')?.wake();
    this.#rhythms.get('moving')?.wake();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#rhythms.values()].map(({ ended }) => ended));
    await this.#health.settled();
  }

  #start(
    part: Part,
    name: string,
    beat: Pick<Beat<HealthReport>, 'run' | 'pauseMs' | 'delayMs' | 'limitMs' | 'slowMs'>,
  ): void {
    const rhythm = startRhythm(
      {
        name,
        ...beat,
        succeeded: (report, { failures, tookMs }) => {
          const slow = beat.slowMs !== undefined && tookMs > beat.slowMs;
          this.#health.report(part, slow ? SLOW : report);
          if (part === 'full') this.#tried = true;
          if (this.#clock.now() !== null) this.#startIncremental();
          // The cloud is back: what the others wait for with growing pauses can be had now, and all of it afresh.
          if (failures > 0) for (const [other, { wake }] of this.#rhythms) if (other !== part) wake();
        },
        failed: (error) => this.#failed(part, name, error),
        slow: () => {
          this.#tried = true;
          this.#health.slow(part);
        },
      },
      this.#stop.signal,
    );
    this.#rhythms.set(part, rhythm);
  }

  /** Changes can be asked for as soon as the cloud's clock is known, while the first full pass still goes on. */
  #startIncremental(): void {
    if (this.#rhythms.has('changes')) return;
    this.#start('changes', 'changes', {
      run: (signal) => this.#changes(signal),
      pauseMs: () => (this.#isMoving() ? EVERY.changesWhileMoving : EVERY.changes),
      slowMs: SLOW_MS,
      limitMs: LIMIT_MS,
    });
    this.#start('moving', 'what moves', {
      run: (signal) => this.#readMoving(signal),
      pauseMs: () => (this.#isMoving() ? EVERY.changesWhileMoving : EVERY.changes),
    });
  }

  #failed(part: Part, name: string, error: unknown): void {
    this.#tried = true;
    if (isRemoved(error)) return this.#stop.abort();
    if (!(error instanceof CloudError)) this.#options.logger.error({ err: error }, `Reading ${name} failed.`);
    this.#health.report(part, healthOf(error));
  }

  async #look(signal: AbortSignal): Promise<Look> {
    const { db, providerId, clouds } = this.#options;
    const goneSince = (id: string, askedAt: Date) =>
      (this.#gone.get(id)?.getTime() ?? 0) >= askedAt.getTime();
    const cloud = await connection(clouds, providerId);
    return { db, cloud, store: this.#store, clock: this.#clock, signal, goneSince };
  }

  async #full(signal: AbortSignal): Promise<HealthReport> {
    const { db, owner, providerId, logger } = this.#options;
    const look = await this.#look(signal);
    const startedAt = performance.now();
    const startedAtCloud = this.#clock.now();
    const { computeMaximum } = await look.cloud.identify(signal);
    await saveProgress(db, owner, providerId, { computeVersion: computeMaximum });
    this.#gone.clear();
    let report = OK;
    try {
      const withheld = await fullPass(look);
      if (withheld.length > 0) logger.info({ withheld }, 'The cloud does not let Evenkeel read everything.');
    } catch (error) {
      if (!(error instanceof PartlyRead)) throw error;
      report = healthOf(error);
    }
    this.#rereadFrom = startedAtCloud;
    this.#complete = true;
    this.#health.good(this.#cursor);
    await saveProgress(db, owner, providerId, { fullPassAt: await databaseTime(db) });
    const tookMs = Math.round(performance.now() - startedAt);
    logger.debug({ tookMs }, 'Everything was read.');
    return report;
  }

  async #capacity(signal: AbortSignal): Promise<HealthReport> {
    const startedAt = performance.now();
    try {
      await readHosts(await this.#look(signal));
      return OK;
    } catch (error) {
      if (error instanceof PartlyRead) return healthOf(error);
      throw error;
    } finally {
      this.#capacityTookMs = performance.now() - startedAt;
    }
  }

  async #changes(signal: AbortSignal): Promise<HealthReport> {
    const look = await this.#look(signal);
    const now = this.#clock.now() as Date;
    this.#cursor ??= await this.#firstCursor(now);
    const reread = this.#rereadFrom;
    const since = reread !== null && reread < this.#cursor ? reread : this.#cursor;
    const { gone, askedAt, migrating } = await readChanges(look, since);
    for (const id of gone) this.#gone.set(id, askedAt);
    this.#cursor = now;
    if (this.#rereadFrom === reread) this.#rereadFrom = null;
    if (migrating && this.#moving === 0) this.#rhythms.get('moving')?.wake();
    if (this.#complete) this.#health.good(now);
    return OK;
  }

  /** Where the server that observed before stopped, so that nothing waits for the end of the first full pass. */
  async #firstCursor(now: Date): Promise<Date> {
    const stored = await readCursor(this.#options.db, this.#options.providerId);
    const usable = stored !== null && stored < now && now.getTime() - stored.getTime() < OLDEST_CURSOR_MS;
    return usable ? stored : now;
  }

  /** Each instance that moves by itself: its byte counters stand nowhere else, and its end shows soonest. */
  async #readMoving(signal: AbortSignal): Promise<HealthReport> {
    const { db, providerId, logger } = this.#options;
    const { cloud } = await this.#look(signal);
    const moving = await readMovingInstances(db, providerId);
    const errors: unknown[] = [];
    await eachAtMost(MOVING_AT_ONCE, moving, async (id) => {
      // One instance that can not be read (its cell is down) keeps no other from being seen.
      await observeInstance(db, cloud, providerId, id, signal).catch((error) => errors.push(error));
    });
    // A migration that ended has given back what it held twice.
    if (moving.length < this.#moving) this.#rhythms.get('capacity')?.wake();
    this.#moving = moving.length;
    if (errors.length > 0 && errors.length === moving.length) throw errors[0];
    if (errors.length > 0)
      logger.warn({ err: errors[0], failed: errors.length }, 'Some moving instances can not be read.');
    return OK;
  }

  #isMoving(): boolean {
    return this.#moving > 0 || performance.now() - this.#hurriedAt < HURRY_MS;
  }
}

async function connection(clouds: CloudRegistry, providerId: string): Promise<Cloud> {
  try {
    return await clouds.get(providerId);
  } catch (error) {
    if (error instanceof UnknownProvider) throw error;
    const { message } = error as Error;
    throw new UnusableConnection(
      `The stored connection can not be used: ${message} Remove the provider and add it again.`,
      { cause: error },
    );
  }
}

/** The provider went away while its cloud was being read. */
function isRemoved(error: unknown): boolean {
  const FOREIGN_KEY_VIOLATION = '23503';
  return error instanceof UnknownProvider || (error as { code?: unknown }).code === FOREIGN_KEY_VIOLATION;
}
