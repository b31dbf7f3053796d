import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import { databaseTime } from '../db/observing.ts';
import { readMovingInstances } from '../db/observing-moving.ts';
import { readCursor, saveComputeVersion, saveProgress, saveSeveralCells } from '../db/observing-providers.ts';
import { readChanges } from './changes.ts';
import { CloudClock } from './cloud-clock.ts';
import { fullPass } from './full-pass.ts';
import { type HealthReport, healthOf, OK, PartlyRead } from './health.ts';
import type { HealthRecord } from './health-record.ts';
import { readHosts, readServices } from './hosts.ts';
import { connectionTo, type Look } from './look.ts';
import { observeInstance } from './observe-instance.ts';
import { eachAtMost } from './pool.ts';
import { ObservationStore } from './store.ts';

/**
 * A cloud that fails and recovers over and over is read whole again and again; in between it is left alone for a
 * multiple of the time that took. After a failure not for long: until the next try the cloud is shown as down.
 */
const REST = { afterSuccess: 4, afterFailure: 1, longestAfterFailureMs: 30_000 };
/** Instances that move, read at a time. */
const MOVING_AT_ONCE = 6;
/** An older cursor is not worth a look: the full pass that begins with each observer has all of it. */
const OLDEST_CURSOR_MS = 600_000;

export interface LooksOptions {
  db: Db;
  clouds: CloudRegistry;
  logger: Logger;
  providerId: string;
  /** This process, as the lease names it. */
  owner: string;
}

/** The several looks at one provider's cloud, and what one has to know of another. Each throws when it did not work. */
export class CloudLooks {
  readonly clock = new CloudClock();
  /** How many instances moved at the last look. */
  moving = 0;
  /** How many hosts are in a cell that does not answer. */
  lostHosts = 0;
  /** How long the capacity took to read. */
  capacityTookMs = 0;
  readonly #options: LooksOptions;
  readonly #health: HealthRecord;
  readonly #store: ObservationStore;
  /** Servers seen deleted since the last full pass began, and when. */
  readonly #gone = new Map<string, Date>();
  /** The cloud's clock up to which changes were read. */
  #cursor: Date | null = null;
  /** When a full pass began, whose answers may have been overtaken: changes are read again from there. */
  #rereadFrom: Date | null = null;
  /** Everything was read once: from then on, what changed is enough to be up to date. */
  #complete = false;
  /** On the clock of `performance`: until then everything is not read again. */
  #restUntil = 0;

  constructor(options: LooksOptions, health: HealthRecord) {
    this.#options = options;
    this.#health = health;
    this.#store = new ObservationStore(options.db, options.providerId);
  }

  async full(signal: AbortSignal): Promise<HealthReport> {
    const restMs = this.#restUntil - performance.now();
    if (restMs > 0) await sleep(restMs, undefined, { signal });
    const startedAt = performance.now();
    const tookMs = () => performance.now() - startedAt;
    try {
      const report = await this.#full(signal);
      this.#restUntil = performance.now() + tookMs() * REST.afterSuccess;
      this.#options.logger.debug({ tookMs: Math.round(tookMs()) }, 'Everything was read.');
      return report;
    } catch (error) {
      const restMs = Math.min(tookMs() * REST.afterFailure, REST.longestAfterFailureMs);
      this.#restUntil = performance.now() + restMs;
      throw error;
    }
  }

  async #full(signal: AbortSignal): Promise<HealthReport> {
    const { db, owner, providerId, logger } = this.#options;
    const look = await this.#look(signal);
    const startedAtCloud = this.clock.now();
    const { computeMaximum } = await look.cloud.identify(signal);
    await saveComputeVersion(db, owner, providerId, computeMaximum);
    this.#gone.clear();
    const report = await orPartly(async () => {
      const withheld = await fullPass(look);
      if (withheld.length > 0) logger.info({ withheld }, 'The cloud does not let Evenkeel read everything.');
    });
    this.#rereadFrom = startedAtCloud;
    this.#complete = true;
    this.#health.good(this.#cursor);
    await saveProgress(db, owner, providerId, { fullPassAt: await databaseTime(db) });
    return report;
  }

  async services(signal: AbortSignal): Promise<HealthReport> {
    const { db, owner, providerId } = this.#options;
    const { lost, all } = await readServices(await this.#look(signal));
    if (lost > 0 && lost < all) await saveSeveralCells(db, owner, providerId);
    this.lostHosts = lost;
    return OK;
  }

  async capacity(signal: AbortSignal): Promise<HealthReport> {
    const startedAt = performance.now();
    const look = await this.#look(signal);
    const report = await orPartly(() => readHosts(look, { traits: false }));
    this.capacityTookMs = performance.now() - startedAt;
    return report;
  }

  /** Only once the clock is known. */
  async changes(signal: AbortSignal): Promise<HealthReport & { migrating: boolean }> {
    const look = await this.#look(signal);
    const now = this.clock.now() as Date;
    this.#cursor ??= await this.#firstCursor(now);
    const reread = this.#rereadFrom;
    const since = reread !== null && reread < this.#cursor ? reread : this.#cursor;
    const { gone, askedAt, migrating } = await readChanges(look, since);
    for (const id of gone) this.#gone.set(id, askedAt);
    this.#cursor = now;
    if (this.#rereadFrom === reread) this.#rereadFrom = null;
    if (this.#complete) this.#health.good(now);
    return { ...OK, migrating };
  }

  /** Each instance that moves by itself: its byte counters stand nowhere else, and its end shows soonest. */
  async whatMoves(signal: AbortSignal): Promise<HealthReport> {
    const { db, providerId, logger } = this.#options;
    const { cloud } = await this.#look(signal);
    const moving = await readMovingInstances(db, providerId);
    const errors: unknown[] = [];
    await eachAtMost(MOVING_AT_ONCE, moving, async (id) => {
      // One instance that can not be read (its cell is down) keeps no other from being seen.
      await observeInstance(db, cloud, providerId, id, signal).catch((error) => errors.push(error));
    });
    this.moving = moving.length;
    if (errors.length > 0 && errors.length === moving.length) throw errors[0];
    if (errors.length > 0)
      logger.warn({ err: errors[0], failed: errors.length }, 'Some moving instances can not be read.');
    return OK;
  }

  async #look(signal: AbortSignal): Promise<Look> {
    const { db, providerId, clouds } = this.#options;
    const cloud = await connectionTo(clouds, providerId);
    const goneSince = (id: string, askedAt: Date) =>
      (this.#gone.get(id)?.getTime() ?? 0) >= askedAt.getTime();
    return { db, providerId, cloud, store: this.#store, clock: this.clock, signal, goneSince };
  }

  /** Where the server that observed before stopped, so that nothing waits for the end of the first full pass. */
  async #firstCursor(now: Date): Promise<Date> {
    const stored = await readCursor(this.#options.db, this.#options.providerId);
    const usable = stored !== null && stored < now && now.getTime() - stored.getTime() < OLDEST_CURSOR_MS;
    return usable ? stored : now;
  }
}

async function orPartly(read: () => Promise<void>): Promise<HealthReport> {
  try {
    await read();
    return OK;
  } catch (error) {
    if (error instanceof PartlyRead) return healthOf(error);
    throw error;
  }
}
