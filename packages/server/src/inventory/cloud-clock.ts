import type { ComputeService } from '@evenkeel/openstack';

/**
 * The cloud's clock, as its compute services' heartbeats tell it: each is written with the cloud's own time every 10 s
 * (nova/servicegroup/drivers/db.py). The middle one of the services that are up counts, so that a host with a wrong clock
 * changes nothing. It is behind by some seconds and never ahead: what is asked for since then overlaps, and misses nothing.
 */
export class CloudClock {
  #aheadMs: number | null = null;

  /** Reads the heartbeats of an answer just received. */
  heard(services: Pick<ComputeService, 'state' | 'updatedAt'>[]): void {
    const beats = services
      .filter(({ state, updatedAt }) => state === 'up' && updatedAt !== null)
      .map(({ updatedAt }) => Date.parse(updatedAt as string))
      .filter((beat) => !Number.isNaN(beat))
      .sort((left, right) => left - right);
    const middle = beats[(beats.length - 1) >> 1];
    if (middle !== undefined) this.#aheadMs = middle - performance.now();
  }

  /** For a cloud that shows no services: the newest write that it does show. */
  heardWrites(times: (string | null)[]): void {
    if (this.#aheadMs !== null) return;
    let newest = Number.NEGATIVE_INFINITY;
    for (const time of times) if (time !== null) newest = Math.max(newest, Date.parse(time) || newest);
    if (Number.isFinite(newest)) this.#aheadMs = newest - performance.now();
  }

  /** Null until the cloud has told any time. */
  now(): Date | null {
    return this.#aheadMs === null ? null : new Date(Math.floor(performance.now() + this.#aheadMs));
  }
}
