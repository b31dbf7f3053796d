/** What was started is stopped in the opposite order, whether the start came to its end or broke off half way. */
import type { Logger } from 'pino';

/** A part that does not stop in this time is left to end with the process. */
const STEP_MILLISECONDS = 4_000;

export class Teardown {
  readonly #steps: { what: string; stop: () => Promise<unknown> | unknown }[] = [];
  readonly #logger: Logger;
  #done: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** To be called right after the start of a part. */
  add(what: string, stop: () => Promise<unknown> | unknown): void {
    this.#steps.push({ what, stop });
  }

  /** Never throws: what goes wrong is logged, and the rest is stopped all the same. Further calls wait for the first. */
  run(): Promise<void> {
    this.#done ??= this.#run();
    return this.#done;
  }

  async #run(): Promise<void> {
    for (const { what, stop } of this.#steps.reverse()) {
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<never>((_resolve, reject) => {
        const error = new Error(`${what} did not stop within ${STEP_MILLISECONDS} ms`);
        timer = setTimeout(() => reject(error), STEP_MILLISECONDS);
      });
      try {
        await Promise.race([stop(), tooLong]);
      } catch (error) {
        this.#logger.error({ err: error }, `Stopping ${what} failed`);
      } finally {
        clearTimeout(timer);
      }
    }
  }
}
