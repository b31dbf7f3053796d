const WINDOW_MS = 60_000;
/** With one name from one address: who mistypes goes on, who guesses does not. */
const TRIES_WITH_A_NAME = 10;
/** From one address with any names: behind a proxy that may be many people, so a name does not wait for the others. */
const TRIES_FROM_AN_ADDRESS = 100;
/** Beyond so many the oldest are forgotten: the table must not grow without end. */
const REMEMBERED = 10_000;

/**
 * How often one may fail to sign in within a minute. It is the guesser's address that waits and never the account
 * alone: locking accounts would let anybody keep an operator out. Sign-ins that succeed are not counted.
 */
export class SignInLimit {
  readonly #tries = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Notes a try, before it is known how it ends: many at once count too. Null when it may go on, else seconds to wait. */
  begin(address: string, username: string): number | null {
    const name = keyOf(address, username);
    const wait = Math.max(this.#wait(name, TRIES_WITH_A_NAME), this.#wait(address, TRIES_FROM_AN_ADDRESS));
    if (wait > 0) return wait;
    this.#note(name);
    this.#note(address);
    return null;
  }

  /** The password was right: the failures with this name are forgiven, and the try was none. */
  succeeded(address: string, username: string): void {
    this.#tries.delete(keyOf(address, username));
    this.#tries.get(address)?.pop();
  }

  #recent(key: string): number[] {
    const since = this.#now() - WINDOW_MS;
    return (this.#tries.get(key) ?? []).filter((at) => at > since);
  }

  /** Seconds, 0 when there is nothing to wait for. */
  #wait(key: string, most: number): number {
    const recent = this.#recent(key);
    if (recent.length < most) return 0;
    return Math.max(1, Math.ceil(((recent[0] as number) + WINDOW_MS - this.#now()) / 1000));
  }

  #note(key: string): void {
    const recent = [...this.#recent(key), this.#now()];
    this.#tries.delete(key); // so that it stands last, as the youngest
    this.#tries.set(key, recent);
    if (this.#tries.size > REMEMBERED) this.#tries.delete(this.#tries.keys().next().value as string);
  }
}

/** No address holds a line end, so no name can look like another address. */
function keyOf(address: string, username: string): string {
  return `${address}\n${username}`;
}
