import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import { saveProgress, saveProviderState } from '../db/observing-providers.ts';
import { type HealthReport, OK, SLOW, sameTrouble, worst } from './health.ts';

/** How exact `last_good_at` and the cursor are while all goes well: a write now and then instead of one each pass. */
const SAVE_EVERY_MS = 15_000;

/** What the several looks at one provider say of it, together; stored when it changes. Never throws. */
export class HealthRecord {
  readonly #options: { db: Db; logger: Logger; providerId: string; owner: string };
  readonly #reports = new Map<string, HealthReport>();
  #stored: HealthReport | null = null;
  #storedAt = Number.NEGATIVE_INFINITY;
  #lastGoodAt: Date | null = null;
  #cursor: Date | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: { db: Db; logger: Logger; providerId: string; owner: string }) {
    this.#options = options;
  }

  /** One of the looks found this. */
  report(look: string, report: HealthReport): void {
    this.#reports.set(look, report);
    this.#save();
  }

  /** A whole pass worked; changes are read up to this moment of the cloud's clock. */
  good(cursor: Date | null): void {
    // The first one is told at once.
    if (this.#lastGoodAt === null) this.#storedAt = Number.NEGATIVE_INFINITY;
    this.#lastGoodAt = new Date();
    if (cursor) this.#cursor = cursor;
  }

  /** It goes on for long. What is known to be worse stays. */
  slow(look: string): void {
    this.report(look, worst([SLOW, this.#reports.get(look) ?? OK]));
  }

  /** Resolves when what was reported is stored, or could not be. */
  settled(): Promise<void> {
    return this.#saving;
  }

  #save(): void {
    const now = worst(this.#reports.values());
    const same = this.#stored !== null && sameTrouble(now, this.#stored);
    if (same && performance.now() - this.#storedAt < SAVE_EVERY_MS) return;
    const { db, logger, providerId, owner } = this.#options;
    if (!same)
      logger[now.health === 'ok' ? 'info' : 'warn'](
        { health: now.health },
        now.message ?? 'The cloud answers.',
      );
    this.#stored = same ? this.#stored : now;
    this.#storedAt = performance.now();
    const { health, message } = this.#stored as HealthReport;
    const state = { health, healthMessage: message, lastGoodAt: this.#lastGoodAt };
    const cursor = this.#cursor;
    this.#saving = this.#saving
      .then(async () => {
        await saveProviderState(db, owner, providerId, state);
        if (cursor) await saveProgress(db, owner, providerId, { cursor });
      })
      .catch((error) => {
        // So that the next report tries again.
        this.#stored = null;
        logger.error({ err: error }, 'How the cloud is could not be stored.');
      });
  }
}
