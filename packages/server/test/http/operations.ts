import type { Client } from './client.ts';

export interface Operation {
  method: string;
  /** As documented: `/api/v1/runs/{runId}`. */
  path: string;
  /** With an id in each place. */
  example: string;
  /** Names of what may stand in the query. */
  query: string[];
  /** Open to everybody, as the document says. */
  isPublic: boolean;
  takesBody: boolean;
}

export interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

export interface OpenApiOperation {
  summary?: string;
  security?: object[];
  parameters?: { name: string; in: string; required?: boolean; schema?: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema: object }> }>;
}

export async function openApiOf(client: Client): Promise<OpenApi> {
  return (await client.get('/api/v1/openapi.json')).body as OpenApi;
}

const SOME_ID = '00000000-0000-4000-8000-000000000000';

/** Every operation of the OpenAPI document. */
export async function operationsOf(client: Client): Promise<Operation[]> {
  const { paths } = await openApiOf(client);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], security = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      example: path.replace(/\{\w+\}/g, SOME_ID),
      query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      isPublic: security.length === 0,
      takesBody: requestBody !== undefined,
    })),
  );
}
