/** Where the demo cloud takes its time from. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/**
 * Simulated durations on a real calendar: what takes one second in a cloud takes 1/timeScale seconds here,
 * while written timestamps stay those of the clock, so that a client's `changes-since` keeps its meaning.
 */
export class SimulatedTime {
  timeScale: number;
  readonly #clock: Clock;
  readonly #pending = new Set<unknown>();

  constructor(clock: Clock, timeScale: number) {
    this.#clock = clock;
    this.timeScale = timeScale;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Simulated seconds that passed since a moment of the clock (milliseconds). */
  secondsSince(moment: number): number {
    return ((this.now() - moment) * this.timeScale) / 1000;
  }

  /** Runs the callback after so many simulated milliseconds, unless the cloud is closed before. */
  after(simulatedMilliseconds: number, callback: () => void): void {
    const handle = this.#clock.setTimeout(() => {
      this.#pending.delete(handle);
      callback();
    }, simulatedMilliseconds / this.timeScale);
    this.#pending.add(handle);
  }

  close(): void {
    for (const handle of this.#pending) this.#clock.clearTimeout(handle);
    this.#pending.clear();
  }
}

/** `2026-11-24T01:58:06Z`: the servers API. */
export const secondsText = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`;
/** `2026-11-24T01:58:06.000000`: every other compute API. */
export const microsecondsText = (moment: number): string =>
  `${new Date(moment).toISOString().slice(0, 19)}.000000`;
