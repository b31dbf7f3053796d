import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type buildConnector, request } from 'undici';
import { CloudError } from './errors.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
  /** For the whole of one try of this call, in milliseconds, instead of the connection's limit. */
  timeoutMs?: number;
  /** Texts that no error may repeat, even when the cloud does; the token is always one. */
  secrets?: string[];
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
  userAgent?: string;
  verify: boolean;
  caCertificate: string | null;
  /** Makes the connections instead of undici. A CloudError it fails with comes out of the call as it is. */
  connector?: (connect: buildConnector.BuildOptions) => buildConnector.connector;
  /** An answer may not be longer; 64 MiB when not given. */
  maxAnswerBytes?: number;
  /** How often a reading call is tried again. */
  retries?: number;
  /** The first pause before another try, in milliseconds; it doubles. */
  pauseMs?: number;
}

/** A thousand instances with all that is told of them are some 5 MiB, and thousands of hypervisors less than this. */
const MAX_ANSWER_BYTES = 64 * 1024 ** 2;
/** Of what a cloud says of a refusal: it is stored and shown. */
const LONGEST_MESSAGE = 4_000;

const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const LONGEST_PAUSE_MS = 10_000;
/** A cloud that asks for a longer pause gets none: the caller hears of the refusal and comes back in its own time. */
const LONGEST_RETRY_AFTER_MS = 30_000;

/** Failures from before anything was sent, by the codes of Node and undici. */
const NOT_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What a refusal carries for `send` alone. */
interface Refusal {
  error: CloudError;
  retryAfterMs: number | null;
}

/**
 * Sends one call over HTTP; the one place that does. Only GET is ever tried again: a change that failed on the way may
 * have been carried out, and its sender has to look before anything else (`maybeSent`).
 */
export class Transport {
  readonly #agent: Agent;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #pauseMs: number;
  readonly #userAgent: string;

  constructor(options: TransportOptions) {
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#retries = options.retries ?? 3;
    this.#pauseMs = options.pauseMs ?? 250;
    this.#userAgent = options.userAgent ?? 'evenkeel';
    const { verify, caCertificate } = options;
    const connect = { rejectUnauthorized: verify, ca: caCertificate ?? undefined, timeout: 5_000 };
    this.#agent = new Agent({
      connect: options.connector?.(connect) ?? connect,
      maxResponseSize: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
    });
  }

  /** Throws CloudError for every answer of 400 and above, and where none came. */
  async send(call: Call): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#sendOnce(call);
      if (!('error' in outcome)) return outcome;
      const { error, retryAfterMs } = outcome;
      const again =
        call.method === 'GET' &&
        attempt < this.#retries &&
        isPassing(error) &&
        (retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS;
      if (!again) throw error;
      // Half of the pause is chance, so that many readers do not come back at once.
      const backoff = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 ** attempt);
      const pause = Math.max(retryAfterMs ?? 0, backoff / 2 + (Math.random() * backoff) / 2);
      await sleep(pause, undefined, { signal: call.signal }).catch(() => {
        throw error;
      });
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #sendOnce(call: Call): Promise<Answer | Refusal> {
    if (!URL.canParse(call.url))
      throw new CloudError('configuration', 'The address of a service of the cloud is not an HTTP address.');
    const timeout = AbortSignal.timeout(call.timeoutMs ?? this.#timeoutMs);
    const signal = call.signal ? AbortSignal.any([timeout, call.signal]) : timeout;
    const { origin, pathname } = new URL(call.url);
    const where = `${call.method} ${origin}${pathname}`;
    let answer: Answer;
    let text: string;
    try {
      const response = await request(call.url, {
        method: call.method,
        dispatcher: this.#agent,
        signal,
        headers: {
          accept: 'application/json',
          'user-agent': this.#userAgent,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        body: call.body === undefined ? null : JSON.stringify(call.body),
      });
      const requestId = headerOf(response.headers, 'x-openstack-request-id', 'x-compute-request-id');
      answer = { status: response.statusCode, headers: response.headers, body: null, requestId };
      text = await response.body.text();
    } catch (error) {
      return { error: failureOf(where, call, error, timeout.aborted), retryAfterMs: null };
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
    const cloudMessage = withoutSecrets(messageOf(answer.body), call)?.slice(0, LONGEST_MESSAGE) ?? null;
    const error = new CloudError(
      answer.status === 401 ? 'unauthorized' : 'refused',
      `${where} was refused with ${answer.status}${cloudMessage ? `: ${cloudMessage}` : '.'}`,
      {
        status: answer.status,
        cloudMessage,
        requestId: answer.requestId,
        maybeSent: answer.status >= 500 && call.method !== 'GET',
      },
    );
    return { error, retryAfterMs: retryAfterOf(answer.headers) };
  }
}

function isPassing(error: CloudError): boolean {
  return error.kind === 'unreachable' || (error.status !== null && RETRIED_STATUSES.has(error.status));
}

/** Seconds or a date (RFC 9110, 10.2.3), in milliseconds from now. */
function retryAfterOf(headers: Answer['headers']): number | null {
  const text = headerOf(headers, 'retry-after');
  if (text === null) return null;
  const pause = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(pause) ? null : Math.max(0, pause);
}

function withoutSecrets(message: string | null, call: Call): string | null {
  const secrets = [call.headers?.['x-auth-token'], ...(call.secrets ?? [])];
  return secrets.reduce<string | null>(
    (kept, secret) => (kept && secret ? kept.replaceAll(secret, '(secret)') : kept),
    message,
  );
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
  if (error instanceof CloudError) return error;
  const { code: given, name } = error as { code?: unknown; name: string };
  const code = typeof given === 'string' ? given : name;
  const maybeSent = call.method !== 'GET' && !NOT_SENT.has(code);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new CloudError('unexpected-answer', `${where} answered more than is read.`, { maybeSent });
  if (timedOut) return new CloudError('timeout', `${where} did not answer in time.`, { maybeSent });
  if (call.signal?.aborted)
    return new CloudError('timeout', `${where} was given up before the answer came.`, { maybeSent });
  return new CloudError('unreachable', `${where} can not be reached (${code}).`, { maybeSent });
}
