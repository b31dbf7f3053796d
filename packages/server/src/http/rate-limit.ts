/** How many requests one client may send: a script gone wild must not take the console from the others. */
import { isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Refusal } from './errors.ts';

export interface RateLimitOptions {
  /** So many come back each second. */
  perSecond: number;
  /** So many at once. */
  burst: number;
  /** Milliseconds. */
  now: () => number;
}

/** A busy console sends some ten a second, a script of ours some fifty. Behind a proxy that is not trusted all are one. */
const USUAL: RateLimitOptions = { perSecond: 200, burst: 2_000, now: Date.now };
/** Beyond so many clients the oldest are forgotten: the table must not grow without end. */
const REMEMBERED = 10_000;

/** Counts what an address has left, in buckets that fill up again. */
export class RateLimit {
  readonly #left = new Map<string, { requests: number; at: number }>();
  readonly #options: RateLimitOptions;

  constructor(options: RateLimitOptions = USUAL) {
    this.#options = options;
  }

  /** 0 when the request may go on, else the seconds to wait. */
  take(address: string): number {
    const { perSecond, burst, now } = this.#options;
    const client = clientOf(address);
    const at = now();
    const before = this.#left.get(client) ?? { requests: burst, at };
    const requests = Math.min(burst, before.requests + ((at - before.at) * perSecond) / 1000);
    const allowed = requests >= 1;
    // Put in anew, so that those who have not come for long stand first.
    this.#left.delete(client);
    this.#left.set(client, { requests: allowed ? requests - 1 : requests, at });
    for (const oldest of this.#left.keys()) {
      if (this.#left.size <= REMEMBERED) break;
      this.#left.delete(oldest);
    }
    return allowed ? 0 : Math.ceil((1 - requests) / perSecond);
  }
}

/** The console's files cost nothing, and supervisors must get their answer. */
const FREE: ReadonlySet<string | undefined> = new Set(['/*', '/healthz', '/readyz']);

export function installRateLimit(server: FastifyInstance, options?: RateLimitOptions): void {
  const limit = new RateLimit(options);
  server.addHook('onRequest', async (request, reply) => {
    // By the route and not by the address, which can be written in many ways (`/%61pi`).
    if (FREE.has(request.routeOptions.url)) return;
    const seconds = limit.take(request.ip);
    if (seconds === 0) return;
    reply.header('retry-after', String(seconds));
    const nextStep = `Wait ${seconds} s. Live events (GET /api/v1/events) tell of changes without asking again and again.`;
    throw new Refusal(429, 'too-many-requests', 'Too many requests came from this address.', { nextStep });
  });
}

/** Who has one IPv6 address has the 2^64 beside it. */
function clientOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head, tail = ''] = address.split('::') as [string, string | undefined];
  const groups = head.split(':').filter(Boolean);
  const missing = address.includes('::') ? 8 - groups.length - tail.split(':').filter(Boolean).length : 0;
  const all = [...groups, ...new Array<string>(missing).fill('0'), ...tail.split(':').filter(Boolean)];
  return all.slice(0, 4).join(':');
}
