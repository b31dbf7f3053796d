/** `fetch` for addresses that somebody else chose. */
import { Agent, fetch, type RequestInit } from 'undici';
import { DomainRefusal } from '../runner/refusal.ts';
import { type Purpose, parseUrl } from './check-url.ts';
import { guardedConnector } from './connector.ts';
import type { Networks } from './networks.ts';

export interface GuardedFetchOptions {
  purpose: Purpose;
  networks: Networks;
  /** For everything, from connecting to the last byte; 10 seconds when not given. */
  timeoutMs?: number;
  /** The body may not be longer when unpacked; 1 MiB when not given. */
  maxBytes?: number;
  /** A certificate authority in PEM beside which no other counts. */
  ca?: string;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;

/** There is no answer. Its message ends a sentence ("... : it did not answer within 10 s"), and repeats no secret. */
export class NoAnswer extends Error {
  /** Node's or undici's code, such as ECONNREFUSED; `timeout`, `too-large`. */
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'NoAnswer';
    this.code = code;
  }
}

/**
 * The answer, its body read whole. A redirect is given as it came and never followed: it would be another address than
 * the one that was judged. Throws DomainRefusal (400, `address-not-allowed`) and NoAnswer.
 */
export async function guardedFetch(
  url: string,
  init: RequestInit,
  { purpose, networks, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, ca }: GuardedFetchOptions,
): Promise<Response> {
  parseUrl(url, purpose);
  const connect = { timeout: timeoutMs, ...(ca === undefined ? {} : { ca }) };
  const agent = new Agent({ connect: guardedConnector({ purpose, networks, connect }) });
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = init.signal ? AbortSignal.any([timeout, init.signal]) : timeout;
  try {
    const answer = await fetch(url, { ...init, signal, redirect: 'manual', dispatcher: agent });
    const body = await readAtMost(answer.body, maxBytes);
    const headers = new Headers([...answer.headers].filter(([name]) => !UNPACKED.has(name)));
    const empty = EMPTY_STATUSES.has(answer.status);
    return new Response(empty ? null : body, { status: answer.status, headers });
  } catch (error) {
    throw failureOf(error, timeout.aborted, timeoutMs);
  } finally {
    // Not waited for, and whatever still comes is not wanted.
    void agent.destroy();
  }
}

/** They tell of the body as it was sent, and it is unpacked by now. */
const UNPACKED: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'transfer-encoding']);
const EMPTY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);

async function readAtMost(
  body: AsyncIterable<Uint8Array> | null,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.byteLength;
    if (length > most) throw new NoAnswer('too-large', `its answer is longer than ${most} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** undici hides the reason in the cause, which can also hold the request: only its code is taken. */
function failureOf(error: unknown, timedOut: boolean, timeoutMs: number): Error {
  const cause = (error as Error).cause;
  for (const one of [error, cause]) if (one instanceof DomainRefusal || one instanceof NoAnswer) return one;
  if (timedOut) return new NoAnswer('timeout', `it did not answer within ${timeoutMs / 1000} s`);
  const { code } = (cause ?? error) as { code?: unknown };
  const word = typeof code === 'string' ? code : (error as Error).name;
  return new NoAnswer(word, `it can not be reached (${word})`);
}
