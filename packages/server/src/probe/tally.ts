/** What a row of attempts says about a guest: how many were answered, and the longest time in which none was. */

/** Moments are milliseconds since 1970 that never go back. */
export interface Figures {
  /** Attempts whose fate is known, from the first answered one on. */
  sent: number;
  lost: number;
  slowestAnswerMs: number | null;
  /** The longest time without an answer; null when none was lost. */
  gap: Gap | null;
  /** The longest time between two attempts: more than the interval when this process was held up. */
  longestPauseMs: number;
}

export interface Gap {
  /** Of the first lost attempt. */
  atMs: number;
  /** From the first lost attempt to the last. */
  leastMs: number;
  /** From the answered attempt before to the one after; null when nothing was answered since. */
  mostMs: number | null;
  lost: number;
}

/** The middle of what it can have been; the least while it is open. */
export function lengthMs({ leastMs, mostMs }: Gap): number {
  return mostMs === null ? leastMs : (leastMs + mostMs) / 2;
}

interface Attempt {
  atMs: number;
  /** Milliseconds until its answer; `lost`; `ours` when it was never sent; null while that is open. */
  fate: number | 'lost' | 'ours' | null;
}

/** Attempts may be answered in any order; they are counted in the order in which they were sent. */
export class Tally {
  readonly #open = new Map<number, Attempt>();
  #sent = 0;
  #lost = 0;
  #slowestMs: number | null = null;
  #longest: Gap | null = null;
  #gap: Gap | null = null;
  #lastMs: number | null = null;
  #lastAnsweredMs = 0;
  #longestPauseMs = 0;

  get begun(): boolean {
    return this.#slowestMs !== null;
  }

  /** Numbers only grow. */
  sent(number: number, atMs: number): void {
    this.#open.set(number, { atMs, fate: null });
  }

  /** A second answer, or one to an attempt that counts as lost already, changes nothing. */
  answered(number: number, atMs: number): void {
    const attempt = this.#open.get(number);
    if (attempt) this.#settle(attempt, Math.max(0, atMs - attempt.atMs));
  }

  lost(number: number): void {
    const attempt = this.#open.get(number);
    if (attempt) this.#settle(attempt, 'lost');
  }

  /** This machine could not send it: nothing is known of the guest by it. */
  notSent(number: number): void {
    const attempt = this.#open.get(number);
    if (attempt) this.#settle(attempt, 'ours');
  }

  /** What was sent before this moment and has no answer is lost. */
  expire(beforeMs: number): void {
    for (const attempt of this.#open.values()) {
      if (attempt.atMs < beforeMs && attempt.fate === null) attempt.fate = 'lost';
    }
    this.#count();
  }

  /** In whole milliseconds. */
  figures(): Figures {
    const whole = (ms: number | null) => (ms === null ? null : Math.round(ms));
    const gap = longer(this.#longest, this.#gap);
    return {
      sent: this.#sent,
      lost: this.#lost,
      slowestAnswerMs: whole(this.#slowestMs),
      gap: gap && { ...gap, leastMs: Math.round(gap.leastMs), mostMs: whole(gap.mostMs) },
      longestPauseMs: Math.round(this.#longestPauseMs),
    };
  }

  #settle(attempt: Attempt, fate: NonNullable<Attempt['fate']>): void {
    attempt.fate ??= fate;
    this.#count();
  }

  /** As far as the fates are known without a hole. */
  #count(): void {
    for (const [number, { atMs, fate }] of this.#open) {
      if (fate === null) return;
      this.#open.delete(number);
      // Before the first answer it is not known whether the guest can be reached at all.
      if (fate === 'ours' || (fate === 'lost' && !this.begun)) continue;
      if (this.#lastMs !== null) this.#longestPauseMs = Math.max(this.#longestPauseMs, atMs - this.#lastMs);
      this.#lastMs = atMs;
      this.#sent += 1;
      if (fate === 'lost') {
        this.#lost += 1;
        const { atMs: firstMs, lost } = this.#gap ?? { atMs, lost: 0 };
        this.#gap = { atMs: firstMs, leastMs: atMs - firstMs, mostMs: null, lost: lost + 1 };
      } else {
        this.#slowestMs = Math.max(this.#slowestMs ?? 0, fate);
        if (this.#gap)
          this.#longest = longer(this.#longest, { ...this.#gap, mostMs: atMs - this.#lastAnsweredMs });
        this.#gap = null;
        this.#lastAnsweredMs = atMs;
      }
    }
  }
}

function longer(one: Gap | null, other: Gap | null): Gap | null {
  if (one === null || other === null) return one ?? other;
  return lengthMs(other) > lengthMs(one) ? other : one;
}
