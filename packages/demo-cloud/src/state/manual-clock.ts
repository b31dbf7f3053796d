import type { Clock } from './clock.ts';

interface Timer {
  at: number;
  callback: () => void;
}

/**
 * A clock that stands still until it is told, so that an hour of the cloud's takes no longer than its work, and what
 * happens between two looks is no matter of luck.
 */
export class ManualClock implements Clock {
  #now: number;
  /** Soonest first; those of the same moment in the order in which they were set. */
  #timers: Timer[] = [];

  /** Begins at this moment, milliseconds since 1970. */
  constructor(start = Date.parse('2026-11-24T10:00:00Z')) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    const timer = { at: this.#now + milliseconds, callback };
    let position = this.#timers.length;
    while (position > 0 && (this.#timers[position - 1] as Timer).at > timer.at) position -= 1;
    this.#timers.splice(position, 0, timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    this.#timers = this.#timers.filter((timer) => timer !== handle);
  }

  /** Lets so many milliseconds pass, running what falls due in its order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#timers[0]; next && next.at <= end; next = this.#timers[0]) {
      this.#timers.shift();
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}
