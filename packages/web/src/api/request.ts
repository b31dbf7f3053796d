import type { ApiError, NEXT_CURSOR_HEADER, WaitsForApproval } from '@evenkeel/contract';

type ErrorBody = ApiError['error'];

/** The code of what waits for a second person: it is no failure. */
export const WAITS = 'waits-for-approval';

/** Any refusal or failure of a request, with what a person can do next. `status` is 0 when no answer came at all. */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly cloudMessage: string | null;
  readonly requestId: string | null;
  readonly nextStep: string | null;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.name = 'RequestError';
    this.status = status;
    this.code = body.code;
    this.cloudMessage = body.cloudMessage;
    this.requestId = body.requestId;
    this.nextStep = body.nextStep;
  }
}

export type Parameters = Readonly<Record<string, string | number | undefined>>;

interface RequestSettings {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  parameters?: Parameters;
  body?: unknown;
  signal?: AbortSignal;
}

/** Speaks to /api/v1 with the session's cookie. Answers the parsed body (undefined for 204) or throws RequestError. */
export async function request<Answer>(path: string, settings: RequestSettings = {}): Promise<Answer> {
  return (await send<Answer>(path, settings)).answer;
}

/** Only the contract's types are taken: its values would bring all of zod into the browser. */
const NEXT_CURSOR: typeof NEXT_CURSOR_HEADER = 'evenkeel-next-cursor';

/** One page of a list, and the cursor of the next one; null on the last. */
export interface ListPage<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** The same for a list that is read a page at a time. */
export async function requestPage<Item>(path: string, settings: RequestSettings): Promise<ListPage<Item>> {
  const { answer, headers } = await send<Item[]>(path, settings);
  return { items: answer, nextCursor: headers.get(NEXT_CURSOR) };
}

/** The address of an answer that the browser itself shall fetch, such as a file to keep. */
export function addressOf(path: string, parameters: Parameters): string {
  return `/api/v1${path}${queryOf(parameters)}`;
}

async function send<Answer>(
  path: string,
  settings: RequestSettings,
): Promise<{ answer: Answer; headers: Headers }> {
  const { method = 'GET', parameters, body, signal } = settings;
  const headers: Record<string, string> = { Accept: 'application/json', 'X-Evenkeel-Request': '1' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(addressOf(path, parameters ?? {}), {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RequestError(0, unreachable);
  }
  if (response.status === 204) return { answer: undefined as Answer, headers: response.headers };
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new RequestError(response.status, errorBodyOf(answer, response.status));
  if (response.status === 202 && isWaiting(answer)) throw new RequestError(202, waitingBodyOf(answer));
  return { answer: answer as Answer, headers: response.headers };
}

function isWaiting(answer: unknown): answer is WaitsForApproval {
  return typeof answer === 'object' && answer !== null && 'approval' in answer;
}

/** It was taken, and nothing has begun: whoever waits for the thing itself is told so in place of it. */
function waitingBodyOf({ approval: { title } }: WaitsForApproval): ErrorBody {
  const message = `Nothing has begun: ${title}.`;
  const nextStep = 'Somebody else has to approve it within 24 hours, on the page Approvals.';
  return { code: WAITS, message, cloudMessage: null, requestId: null, nextStep };
}

const unreachable: ErrorBody = {
  code: 'server-unreachable',
  message: 'The Evenkeel server does not answer.',
  cloudMessage: null,
  requestId: null,
  nextStep: 'Check that the server runs and that this computer can reach it, then try again.',
};

function queryOf(parameters: Parameters): string {
  const entries = Object.entries(parameters).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}`;
}

/** A proxy in between can answer with something that is not our shape. */
function errorBodyOf(answer: unknown, status: number): ErrorBody {
  const error = (answer as { error?: Partial<ErrorBody> } | null)?.error;
  return {
    code: error?.code ?? 'unexpected-answer',
    message: error?.message ?? `The server answered with status ${status} and no reason.`,
    cloudMessage: error?.cloudMessage ?? null,
    requestId: error?.requestId ?? null,
    nextStep:
      error?.nextStep ?? (error ? null : 'Try again; if it stays so, look into the log of the server.'),
  };
}
