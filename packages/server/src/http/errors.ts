/** The one place where whatever went wrong becomes the API's one shape of error. */
import type { ApiError } from '@evenkeel/contract';
import { CloudError } from '@evenkeel/openstack';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseAway } from '../db/away.ts';

interface Details {
  cloudMessage?: string | null;
  requestId?: string | null;
  nextStep?: string | null;
  /** For the header Retry-After. */
  retryAfterSeconds?: number;
}

/** A refusal with its HTTP status, thrown by routes. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Details;

  constructor(status: number, code: string, message: string, details: Details = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export function notFound(what: string): Refusal {
  return new Refusal(404, 'not-found', `There is no such ${what}, or no longer.`);
}

export function errorBody(code: string, message: string, details: Details = {}): ApiError {
  const { cloudMessage = null, requestId = null, nextStep = null } = details;
  return { error: { code, message, cloudMessage, requestId, nextStep } };
}

/** Every error of every route goes through here; nothing else writes an error answer. */
export function installErrorHandler(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const answer = answerTo(error);
    if (answer.status === 500 || answer.body.error.code === 'database-away')
      request.log.error({ err: error }, 'A request failed');
    if (error instanceof Refusal && error.details.retryAfterSeconds !== undefined)
      reply.header('retry-after', error.details.retryAfterSeconds);
    return reply.code(answer.status).type('application/json').send(answer.body);
  });
}

interface Answer {
  status: number;
  body: ApiError;
}

/** The answer to an error. What we did not foresee says nothing of its inside: that stands in the log. */
export function answerTo(error: unknown): Answer {
  if (error instanceof Refusal) {
    return { status: error.status, body: errorBody(error.code, error.message, error.details) };
  }
  if (error instanceof CloudError) return answerToCloud(error);
  if (isDomainRefusal(error))
    return { status: error.status ?? 409, body: errorBody(error.code, error.message, error) };
  if (hasZodFastifySchemaValidationErrors(error)) {
    return { status: 400, body: errorBody('bad-request', validationInWords(error as FastifyError)) };
  }
  if (isDatabaseAway(error)) {
    const nextStep = 'Moves under way go on in their clouds. Try again in a moment.';
    return {
      status: 503,
      body: errorBody('database-away', 'The database of Evenkeel does not answer.', { nextStep }),
    };
  }
  const { statusCode, code, message } = error as Partial<FastifyError>;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return {
      status: statusCode,
      body: errorBody(FASTIFY_CODES[code ?? ''] ?? 'bad-request', sentence(message ?? '')),
    };
  }
  const nextStep = "Try again; if it repeats, the server's log says more.";
  return { status: 500, body: errorBody('internal-error', 'Evenkeel failed to do this.', { nextStep }) };
}

const FASTIFY_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request-too-large',
};

/** The runner's refusal, known by its name: the runner is given to us, so its class is not ours to import. */
interface DomainRefusal extends Details {
  name: 'DomainRefusal';
  code: string;
  message: string;
  status?: number;
}

function isDomainRefusal(error: unknown): error is DomainRefusal {
  return error instanceof Error && error.name === 'DomainRefusal' && 'code' in error;
}

const CLOUD_ANSWERS: Readonly<
  Record<CloudError['kind'], { status: number; code: string; nextStep: string }>
> = {
  unreachable: {
    status: 502,
    code: 'cloud-unreachable',
    nextStep: 'Check the address, the network between Evenkeel and the cloud, and its certificate.',
  },
  timeout: {
    status: 503,
    code: 'cloud-timeout',
    nextStep: 'The cloud is slow or down. Try again in a moment.',
  },
  unauthorized: {
    status: 502,
    code: 'cloud-sign-in-refused',
    nextStep: 'Check the user, the password or secret, the project and their domains.',
  },
  refused: {
    status: 502,
    code: 'cloud-refused',
    nextStep: 'Read what the cloud said, and look the request id up in its logs.',
  },
  'unexpected-answer': {
    status: 502,
    code: 'cloud-unexpected-answer',
    nextStep: 'Check that the address is the one of Keystone, and not of a proxy or a dashboard.',
  },
  configuration: {
    status: 502,
    code: 'cloud-configuration',
    nextStep: 'Check the region, the interface and the project of the connection.',
  },
};

function answerToCloud(error: CloudError): Answer {
  const { status, code, nextStep } = CLOUD_ANSWERS[error.kind];
  const { cloudMessage, requestId } = error;
  return { status, body: errorBody(code, sentence(error.message), { cloudMessage, requestId, nextStep }) };
}

const PLACES: Readonly<Record<string, string>> = {
  body: 'request',
  querystring: 'query',
  params: 'address',
  headers: 'headers',
};

/** Such as: `"pageSize" in the query is not valid: Too big: expected number to be <=1000.` */
function validationInWords(error: FastifyError): string {
  const place = PLACES[error.validationContext ?? ''] ?? 'request';
  const problems = (error.validation ?? []).slice(0, 3).map(({ instancePath, message }) => {
    const field = instancePath.split('/').filter(Boolean).join('.');
    const said = (message ?? 'not valid').replace(/^Invalid input: /, '');
    return field ? `"${field}" in the ${place} is not valid: ${said}` : `The ${place} is not valid: ${said}`;
  });
  return sentence(problems.join('; ') || `The ${place} is not valid`);
}

/** With a full stop, where it has none. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
