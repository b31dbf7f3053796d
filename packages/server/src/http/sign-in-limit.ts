import { isIPv6 } from 'node:net';

/** With one name from one address, or from one known browser: who mistypes goes on, who guesses waits longer each time. */
const TRIES_WITH_A_NAME = 10;
/** From one address with any names: behind a proxy that may be many people, so a name does not wait for the others. */
const TRIES_FROM_AN_ADDRESS = 100;
/** With one name from anywhere: beyond it each address that has failed once waits already. */
const TRIES_AT_A_NAME = 50;
/** The first wait; each further failure doubles it. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Without a try for so long, everything is forgotten. */
const FORGOTTEN_MS = 60 * 60_000;
/** What many people share, an address or a name that others guess at, forgets one failure after each of these. */
const SHARED_FORGETS_MS = 6_000;
const SHARED_LONGEST_WAIT_MS = 60_000;
/** Beyond so many the oldest are forgotten: the table must not grow without end. */
const REMEMBERED = 10_000;

interface Failures {
  count: number;
  lastAt: number;
}

export interface Try {
  address: string;
  username: string;
  /** The secret of a browser that is known for this very name; null for any other. */
  device: string | null;
}

/**
 * How often one may fail to sign in, and how long to wait then: twice as long each time, a quarter of an hour at most.
 * No name is ever locked: who guesses at a name from everywhere makes strangers wait after one failure instead of ten,
 * and the first try from an address is always heard. A browser in which this user has signed in before counts by
 * itself, so it waits for nobody else. Sign-ins that succeed are not counted.
 */
export class SignInLimit {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Notes a try, before it is known how it ends: many at once count too. Null when it may go on, else seconds to wait. */
  begin(tried: Try): number | null {
    const keys = keysOf(tried);
    const wait = Math.max(...keys.map((key) => this.#wait(key)), this.#waitAtName(tried));
    if (wait > 0) return Math.ceil(wait / 1000);
    for (const key of keys) this.#note(key);
    return null;
  }

  /** The password was right: the failures with this name from here are forgiven, and the try was none. */
  succeeded(tried: Try): void {
    for (const { text, shared } of keysOf(tried)) {
      const failures = this.#failures.get(text);
      if (!shared) this.#failures.delete(text);
      else if (failures) failures.count -= 1;
    }
  }

  #recent({ text, shared }: Pick<Key, 'text' | 'shared'>): Failures {
    const failures = this.#failures.get(text);
    const elapsed = this.#now() - (failures?.lastAt ?? 0);
    if (!failures || elapsed > FORGOTTEN_MS) return { count: 0, lastAt: 0 };
    const forgotten = shared ? Math.floor(elapsed / SHARED_FORGETS_MS) : 0;
    return { count: Math.max(0, failures.count - forgotten), lastAt: failures.lastAt };
  }

  /** Milliseconds from now, 0 when there is nothing to wait for. */
  #wait(key: Key): number {
    const { count, lastAt } = this.#recent(key);
    if (count < key.free) return 0;
    const longest = key.shared ? SHARED_LONGEST_WAIT_MS : LONGEST_WAIT_MS;
    return Math.max(0, lastAt + Math.min(longest, FIRST_WAIT_MS * 2 ** (count - key.free)) - this.#now());
  }

  #waitAtName({ address, username, device }: Try): number {
    if (device !== null || this.#recent(nameKey(username)).count < TRIES_AT_A_NAME) return 0;
    return this.#wait({ ...pairKey(address, username), free: 1 });
  }

  #note(key: Key): void {
    const { count } = this.#recent(key);
    this.#failures.delete(key.text); // so that it stands last, as the youngest
    this.#failures.set(key.text, { count: count + 1, lastAt: this.#now() });
    if (this.#failures.size > REMEMBERED) this.#failures.delete(this.#failures.keys().next().value as string);
  }
}

interface Key {
  text: string;
  /** So many failures cost nothing. */
  free: number;
  /** With people who have nothing to do with each other: no success makes up for it, time does. */
  shared: boolean;
}

function keysOf({ address, username, device }: Try): Key[] {
  if (device !== null) return [{ text: `device\n${device}`, free: TRIES_WITH_A_NAME, shared: false }];
  const network = { text: networkOf(address), free: TRIES_FROM_AN_ADDRESS, shared: true };
  return [pairKey(address, username), network, nameKey(username)];
}

/** No address holds a line end, so no name can look like another address. */
function pairKey(address: string, username: string): Key {
  return { text: `${networkOf(address)}\n${username}`, free: TRIES_WITH_A_NAME, shared: false };
}

/** Never waited for by itself: that would lock the name. */
function nameKey(username: string): Key {
  return { text: `name\n\n${username}`, free: Number.POSITIVE_INFINITY, shared: true };
}

/** Of IPv6 the first four groups: whoever has one address there has 2^64 of them. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const last = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - last.length;
  return [...groups, ...Array<string>(zeros).fill('0'), ...last].slice(0, 4).join(':');
}
