import { CloudError } from '@evenkeel/openstack';
import { isDatabaseAway } from '../db/away.ts';
import { type HealthReport, healthOf, OK, SLOW } from './health.ts';
import { HealthRecord } from './health-record.ts';
import { isRemoved } from './look.ts';
import { CloudLooks, type LooksOptions } from './looks.ts';
import { type Beat, type Rhythm, startRhythm } from './rhythm.ts';

const SECOND = 1000;
/** How often each part is read, in milliseconds. */
const EVERY = {
  full: 300 * SECOND,
  /** After a full pass that did not get everything. */
  fullAfterPart: 30 * SECOND,
  capacity: 60 * SECOND,
  services: 15 * SECOND,
  changes: 3 * SECOND,
  changesWhileMoving: SECOND,
};
/** So long after a `hurry` a provider counts as moving, even before anything is seen to. */
const HURRY_MS = 15 * SECOND;
/** A look that takes longer is slow; one that takes longer still is given up. */
const LIMITS = { slowMs: 10 * SECOND, limitMs: 45 * SECOND };
/** Capacity is asked host by host: of a big cloud not more than this share of the time. */
const CAPACITY_SHARE = 0.1;

type Part = 'full' | 'services' | 'capacity' | 'changes' | 'moving';

/** Observes one provider until it is stopped: five loops that hold up neither each other nor another provider. */
export class ProviderObserver {
  readonly #options: LooksOptions;
  readonly #stop = new AbortController();
  readonly #health: HealthRecord;
  readonly #looks: CloudLooks;
  readonly #rhythms = new Map<Part, Rhythm>();
  #tried = false;
  #hurriedAt = Number.NEGATIVE_INFINITY;
  #partly = false;

  constructor(options: LooksOptions) {
    this.#options = options;
    this.#health = new HealthRecord(options);
    this.#looks = new CloudLooks(options, this.#health);
    this.#start('full', 'everything', {
      run: async (signal) => {
        const report = await this.#looks.full(signal);
        this.#partly = report !== OK;
        return report;
      },
      pauseMs: () => (this.#partly ? EVERY.fullAfterPart : EVERY.full),
    });
    this.#start('services', 'compute services', {
      run: async (signal) => {
        const before = this.#looks.lostHosts;
        const report = await this.#looks.services(signal);
        // A cell was lost or is back: lists of changes do not tell what became of its instances.
        if (this.#looks.lostHosts !== before) this.#rhythms.get('full')?.wake();
        return report;
      },
      pauseMs: () => EVERY.services,
      ...LIMITS,
    });
    this.#start('capacity', 'capacity of hosts', {
      run: (signal) => this.#looks.capacity(signal),
      delayMs: EVERY.capacity,
      pauseMs: () => Math.max(EVERY.capacity, this.#looks.capacityTookMs / CAPACITY_SHARE),
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

  /** Changes can be asked for as soon as the cloud's clock is known, while the first full pass still goes on. */
  #startIncremental(): void {
    if (this.#rhythms.has('changes')) return;
    const pauseMs = () => (this.#isMoving() ? EVERY.changesWhileMoving : EVERY.changes);
    this.#start('changes', 'changes', {
      run: async (signal) => {
        const { migrating, ...report } = await this.#looks.changes(signal);
        if (migrating && this.#looks.moving === 0) this.#rhythms.get('moving')?.wake();
        return report;
      },
      pauseMs,
      ...LIMITS,
    });
    this.#start('moving', 'what moves', {
      run: async (signal) => {
        const before = this.#looks.moving;
        const report = await this.#looks.whatMoves(signal);
        // A migration that ended has given back what it held twice.
        if (this.#looks.moving < before) this.#rhythms.get('capacity')?.wake();
        return report;
      },
      pauseMs,
    });
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
          if (part !== 'moving') this.#health.report(part, slow ? SLOW : report);
          if (part === 'full') this.#tried = true;
          if (this.#looks.clock.now() !== null) this.#startIncremental();
          if (failures > 0) this.#recovered(part);
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

  #failed(part: Part, name: string, error: unknown): void {
    this.#tried = true;
    if (isRemoved(error)) return this.#stop.abort();
    if (!(error instanceof CloudError)) this.#options.logger.error({ err: error }, `Reading ${name} failed.`);
    // Single instances say nothing of the cloud (what changes is asked for as often, and tells), nor does our database.
    if (part !== 'moving' && !isDatabaseAway(error)) this.#health.report(part, healthOf(error));
  }

  /** The cloud is back: what waits with growing pauses can be had now, and once more everything. */
  #recovered(from: Part): void {
    if (from === 'moving' || from === 'capacity') return;
    for (const [part, { wake }] of this.#rhythms) if (part !== from) wake();
  }

  #isMoving(): boolean {
    return this.#looks.moving > 0 || performance.now() - this.#hurriedAt < HURRY_MS;
  }
}
