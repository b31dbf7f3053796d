/** The OpenAPI document, made of the schemas the routes are checked by, and a page of our own to browse it. */

import * as contract from '@evenkeel/contract';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PUBLIC_ROUTES } from './authentication.ts';
import { DOCS_PAGE, DOCS_SCRIPT, DOCS_STYLE } from './docs-page.ts';

/** Of the document only what is looked at here. */
interface WithSchemas {
  paths?: unknown;
  components?: { schemas?: Record<string, unknown> };
}

export async function installOpenApi(server: FastifyInstance, version: string): Promise<void> {
  // Our own registry and not zod's global one: two servers in one process (tests) must not meet in it.
  const schemaRegistry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(contract)) {
    if (schema instanceof z.ZodType) schemaRegistry.add(schema, { id });
  }
  const transform = createJsonSchemaTransform({ schemaRegistry });
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Evenkeel',
        version,
        description:
          'Live migration of OpenStack instances. A change made with the session cookie also needs the header `X-Evenkeel-Request: 1`.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'evenkeel_session' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform(input) {
      const { schema, url } = transform(input);
      const isPublic = PUBLIC_ROUTES.has(`${input.route.method} ${url}`);
      const security: Record<string, string[]>[] = isPublic ? [] : [{ session: [] }, { token: [] }];
      return { schema: { ...schema, security }, url };
    },
    transformObject: (input) => onlyWhatIsReferredTo(transformObject(input)),
  });
}

/** Each shape of the contract is made twice, as sent and as answered; most are needed once, and some not at all. */
function onlyWhatIsReferredTo<Document extends object>(document: Document): Document {
  const { paths, components } = document as WithSchemas;
  const schemas: Record<string, unknown> = { ...components?.schemas };
  const reached = new Set<string>();
  const reach = (part: unknown) => {
    for (const [, name] of JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name === undefined || reached.has(name)) continue;
      reached.add(name);
      reach(schemas[name]);
    }
  };
  reach(paths);
  for (const name of Object.keys(schemas)) if (!reached.has(name)) delete schemas[name];
  return { ...document, components: { ...components, schemas } };
}

export function docsRoutes(server: FastifyInstance): void {
  const hide = { schema: { hide: true } };
  server.get('/api/v1/openapi.json', hide, () => server.swagger());
  server.get('/api/v1/docs', hide, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(DOCS_PAGE),
  );
  server.get('/api/v1/docs.css', hide, (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(DOCS_STYLE),
  );
  server.get('/api/v1/docs.js', hide, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(DOCS_SCRIPT),
  );
}
