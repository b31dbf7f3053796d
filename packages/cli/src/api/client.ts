/** One HTTP client of the REST API: every answer is held against the contract before anything reads it. */
import type { Readable } from 'node:stream';
import { ApiError, NEXT_CURSOR_HEADER } from '@evenkeel/contract';
import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { CommandError, EXIT } from '../errors.ts';
import { waitsForApproval } from './approvals.ts';

/** For one request; adding a provider connects to its cloud first, which the server limits to 15 s. */
const TIMEOUT_MS = 60_000;

export interface ApiClient {
  /** The server's address, as shown to people. */
  url: string;
  get<T>(path: string, shape: z.ZodType<T>, query?: Query): Promise<T>;
  /** One page of a list, and the cursor of the next; null on the last. */
  getPage<T>(
    path: string,
    item: z.ZodType<T>,
    query?: Query,
  ): Promise<{ items: T[]; nextCursor: string | null }>;
  /** An answer that is read while it arrives, however long it takes. It ends early with the signal. */
  open(path: string, query: Query, signal?: AbortSignal): Promise<Readable>;
  post<T>(path: string, shape: z.ZodType<T>, body: unknown): Promise<T>;
  patch<T>(path: string, shape: z.ZodType<T>, body: unknown): Promise<T>;
  put<T>(path: string, shape: z.ZodType<T>, body: unknown): Promise<T>;
  /** Resolves when the server answered with success. */
  delete(path: string): Promise<void>;
}

/** What is undefined is not sent. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * `path` begins with a slash and stands under /api/v1. Every method throws CommandError: `server-unreachable` without an
 * answer, the API's own error with one, `unexpected-answer` when it is not what the contract says, and
 * `waits-for-approval` when a second person has to decide first.
 */
export function createApiClient(url: string, token: string): ApiClient {
  async function send(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    { body, ...options }: { body?: unknown; bodyTimeout?: number; signal?: AbortSignal } = {},
  ): Promise<Dispatcher.ResponseData> {
    const answer = await request(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      ...options,
    }).catch((error) => {
      throw unreachable(url, error);
    });
    if (answer.statusCode >= 200 && answer.statusCode <= 299) return answer;
    throw failure(url, answer.statusCode, await textOf(answer));
  }

  function textOf(answer: Dispatcher.ResponseData): Promise<string> {
    return answer.body.text().catch((error) => {
      throw unreachable(url, error);
    });
  }

  async function change<T>(
    method: 'POST' | 'PATCH' | 'PUT',
    path: string,
    shape: z.ZodType<T>,
    body: unknown,
  ) {
    const answer = await send(method, path, { body });
    const text = await textOf(answer);
    const waits = answer.statusCode === 202 ? waitsForApproval(parseJson(text)) : null;
    if (waits) throw waits;
    return parsed(url, shape, text);
  }

  return {
    url,
    async get(path, shape, query = {}) {
      return parsed(url, shape, await textOf(await send('GET', path + searchOf(query))));
    },
    async getPage(path, item, query = {}) {
      const answer = await send('GET', path + searchOf(query));
      const cursor = answer.headers[NEXT_CURSOR_HEADER];
      const items = parsed(url, z.array(item), await textOf(answer));
      return { items, nextCursor: typeof cursor === 'string' ? cursor : null };
    },
    async open(path, query, signal) {
      return (await send('GET', path + searchOf(query), { bodyTimeout: 0, signal })).body;
    },
    post: (path, shape, body) => change('POST', path, shape, body),
    patch: (path, shape, body) => change('PATCH', path, shape, body),
    put: (path, shape, body) => change('PUT', path, shape, body),
    async delete(path) {
      await textOf(await send('DELETE', path));
    },
  };
}

function searchOf(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters}`;
}

function parsed<T>(url: string, shape: z.ZodType<T>, text: string): T {
  const result = shape.safeParse(parseJson(text));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.length ? ` (${issue.path.join('.')}: ${issue.message})` : '';
  throw unexpected(`The server at ${url} answered in a way this command does not understand${where}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexpected(message: string): CommandError {
  const nextStep =
    'Check that the address is that of Evenkeel, and that server and command are of one version.';
  return new CommandError(EXIT.failed, 'unexpected-answer', message, { nextStep });
}

/** Codes with which the server says that it could not reach the cloud. */
const CLOUD_UNREACHABLE: ReadonlySet<string> = new Set([
  'cloud-unreachable',
  'cloud-timeout',
  'provider-down',
]);

function failure(url: string, status: number, text: string): CommandError {
  const answer = ApiError.safeParse(parseJson(text));
  if (!answer.success) {
    // A proxy that has lost its server behind it answers in HTML.
    if (status === 502 || status === 503 || status === 504) {
      return new CommandError(
        EXIT.unreachable,
        'server-unreachable',
        `What answers at ${url} has no Evenkeel server behind it now (status ${status}).`,
      );
    }
    return unexpected(`What answers at ${url} is not Evenkeel (status ${status}).`);
  }
  const { code, message, ...details } = answer.data.error;
  if (status === 401) {
    details.nextStep ??= 'Make a new token where the server runs: npx evenkeel token create.';
  }
  const exitCode = CLOUD_UNREACHABLE.has(code)
    ? EXIT.unreachable
    : status >= 500
      ? EXIT.failed
      : EXIT.refused;
  return new CommandError(exitCode, code, message, details);
}

const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name can not be looked up now',
  EHOSTUNREACH: 'no way to that host',
  ENETUNREACH: 'no way to that network',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no answer in time',
};

function unreachable(url: string, error: NodeJS.ErrnoException): CommandError {
  // Where a name has several addresses, each was tried and Node gives the errors of all.
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  const reason = NETWORK_REASONS[first.code ?? ''] ?? first.message;
  return new CommandError(
    EXIT.unreachable,
    'server-unreachable',
    `No Evenkeel server can be reached at ${url} (${reason}).`,
    { nextStep: 'Check that the server is started, and the address in EVENKEEL_URL or --url.' },
  );
}
