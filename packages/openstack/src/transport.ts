import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { CloudError } from './errors.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

/** An answer with status below 400. `body` is parsed JSON, or null when there was none. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  requestId: string | null;
}

export interface TransportOptions {
  /** For the whole of one try, in milliseconds. */
  timeoutMs?: number;
  verify: boolean;
  caCertificate: string | null;
  /** How often a reading call is tried again. */
  retries?: number;
  /** The first pause before another try, in milliseconds; it doubles. */
  pauseMs?: number;
}

const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const LONGEST_PAUSE_MS = 10_000;

/**
 * Sends one call over HTTP; the one place that does. Only GET is ever tried again: a change that failed on the way may
 * have been carried out, and its sender has to look before anything else (`maybeSent`).
 */
export class Transport {
  readonly #agent: Agent;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #pauseMs: number;

  constructor(options: TransportOptions) {
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#retries = options.retries ?? 3;
    this.#pauseMs = options.pauseMs ?? 250;
    this.#agent = new Agent({
      connect: { rejectUnauthorized: options.verify, ca: options.caCertificate ?? undefined, timeout: 5_000 },
    });
  }

  /** Throws CloudError for every answer of 400 and above, and where none came. */
  async send(call: Call): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#sendOnce(call);
      } catch (error) {
        const again =
          call.method === 'GET' && attempt < this.#retries && isPassing(error) && !call.signal?.aborted;
        if (!again) throw error;
        // Half of the pause is chance, so that many readers do not come back at once.
        const pause = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 ** attempt);
        await sleep(pause / 2 + (Math.random() * pause) / 2);
      }
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #sendOnce(call: Call): Promise<Answer> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = call.signal ? AbortSignal.any([timeout, call.signal]) : timeout;
    const where = `${call.method} ${new URL(call.url).origin}${new URL(call.url).pathname}`;
    let answer: Answer;
    let text: string;
    try {
      const response = await request(call.url, {
        method: call.method,
        dispatcher: this.#agent,
        signal,
        headers: {
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        body: call.body === undefined ? null : JSON.stringify(call.body),
      });
      const requestId = headerOf(response.headers, 'x-openstack-request-id', 'x-compute-request-id');
      answer = { status: response.statusCode, headers: response.headers, body: null, requestId };
      text = await response.body.text();
    } catch (error) {
      throw failureOf(where, call, error, timeout.aborted);
    }
    try {
      answer.body = text === '' ? null : JSON.parse(text);
    } catch {
      // An error page of a proxy is still an error with a status; only a good answer has to be JSON.
      if (answer.status < 400) {
        throw new CloudError(
          'unexpected-answer',
          `${where} answered ${answer.status} with something that is not JSON.`,
          {
            status: answer.status,
            requestId: answer.requestId,
            maybeSent: call.method !== 'GET',
          },
        );
      }
    }
    if (answer.status < 400) return answer;
    const cloudMessage = messageOf(answer.body);
    throw new CloudError(
      answer.status === 401 ? 'unauthorized' : 'refused',
      `${where} was refused with ${answer.status}${cloudMessage ? `: ${cloudMessage}` : '.'}`,
      {
        status: answer.status,
        cloudMessage,
        requestId: answer.requestId,
        maybeSent: answer.status >= 500 && call.method !== 'GET',
      },
    );
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof CloudError)) return false;
  return error.kind === 'unreachable' || (error.status !== null && RETRIED_STATUSES.has(error.status));
}

/** The first of these headers that was sent. */
export function headerOf(headers: Answer['headers'], ...names: string[]): string | null {
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) return Array.isArray(value) ? (value[0] ?? null) : value;
  }
  return null;
}

/** Nova says `{"badRequest": {"message"}}`, Keystone `{"error": {"message"}}`, Placement `{"errors": [{"detail"}]}`. */
export function messageOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const candidates = Object.values(body).flatMap((value) => (Array.isArray(value) ? value : [value]));
  for (const value of candidates) {
    if (typeof value !== 'object' || value === null) continue;
    const { message, detail } = value as { message?: unknown; detail?: unknown };
    if (typeof message === 'string') return message;
    if (typeof detail === 'string') return detail.trim();
  }
  return null;
}

/** The cause of undici is left out on purpose: it can hold the request, and so the token. */
function failureOf(where: string, call: Call, error: unknown, timedOut: boolean): CloudError {
  const code = (error as { code?: string }).code ?? (error as Error).name;
  const maybeSent = call.method !== 'GET' && code !== 'ECONNREFUSED' && code !== 'ENOTFOUND';
  if (timedOut) return new CloudError('timeout', `${where} did not answer in time.`, { maybeSent });
  return new CloudError('unreachable', `${where} can not be reached (${code}).`, { maybeSent });
}
