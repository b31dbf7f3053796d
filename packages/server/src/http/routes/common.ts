import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '@evenkeel/contract';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

/** The server as routes see it: requests and answers are typed by their zod schemas. */
export type Server = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What every route can answer besides its own. */
export const failures = { '4xx': ApiError, '5xx': ApiError };

/** Our own ids. Checked here, so that a mistyped one is a sentence and not the database's error. */
export const Id = z.guid();
export const ProviderParams = z.object({ providerId: Id });
export const InstanceParams = z.object({ providerId: Id, instanceId: z.string().min(1).max(200) });
/** How many of the newest to give. */
export const Limit = z.coerce.number().int().min(1).max(1000).default(100);
export const NoContent = z.undefined().describe('Done.');
