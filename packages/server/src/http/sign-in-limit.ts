const WINDOW_MS = 60_000;
const TRIES = 10;
/** Beyond so many addresses at once the oldest are forgotten: the table must not grow without end. */
const ADDRESSES = 10_000;

/**
 * Ten tries to sign in a minute per address. It is the address that waits and never the account: locking accounts would
 * let anybody keep an operator out.
 */
export class SignInLimit {
  readonly #tries = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Notes a try. Null when it may go on, otherwise the seconds to wait. */
  tryFrom(address: string): number | null {
    const now = this.#now();
    const recent = (this.#tries.get(address) ?? []).filter((at) => at > now - WINDOW_MS);
    if (recent.length >= TRIES) return Math.ceil(((recent[0] as number) + WINDOW_MS - now) / 1000);
    recent.push(now);
    this.#tries.delete(address); // so that it stands last, as the youngest
    this.#tries.set(address, recent);
    if (this.#tries.size > ADDRESSES) this.#tries.delete(this.#tries.keys().next().value as string);
    return null;
  }
}
