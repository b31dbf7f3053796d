/**
 * A line before work that costs a processor and memory, as hashing a password does on purpose: whoever sends many at once
 * waits, and takes neither the whole machine nor the threads in which names are looked up.
 */
import { Refusal } from '../http/errors.ts';

export class Line {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #limits: { atOnce: number; waiting: number };

  constructor(limits: { atOnce: number; waiting: number }) {
    this.#limits = limits;
  }

  /** Does the work when it is its turn. Throws a Refusal (503) when too many wait already. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limits.atOnce) {
      if (this.#waiting.length >= this.#limits.waiting)
        throw new Refusal(503, 'busy', 'Too many people are signing in at this moment.', {
          nextStep: 'Try again in a moment.',
          retryAfterSeconds: 2,
        });
      await new Promise<void>((go) => this.#waiting.push(go));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Who is next takes the place that was given up.
      if (next) next();
      else this.#running -= 1;
    }
  }
}
