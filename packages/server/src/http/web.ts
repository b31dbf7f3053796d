/** The web console's files, and what is said where nothing is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { errorBody } from './errors.ts';

const NOT_BUILT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Evenkeel</title></head><body>
<h1>Evenkeel</h1><p>The server runs, but the web console is not built. Build it with
<code>npm run build</code>, then start the server again.</p>
<p><a href="/api/v1/docs">The API</a> works without it.</p></body></html>
`;

/** Vite puts files with a hash in their name here: what they are called never changes its content. */
const HASHED_ASSETS = /\/assets\/[^/]+$/;

export async function installWeb(server: FastifyInstance, webRoot: string): Promise<void> {
  const built = existsSync(join(webRoot, 'index.html'));
  if (built) {
    await server.register(fastifyStatic, {
      root: webRoot,
      index: 'index.html',
      cacheControl: false,
      schemaHide: true,
      setHeaders(response, path) {
        const value = HASHED_ASSETS.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
        response.setHeader('cache-control', value);
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] as string;
    const isPage = ['GET', 'HEAD'].includes(request.method) && !/^\/(api|assets)(\/|$)/.test(path);
    if (!isPage) {
      const nothing = errorBody('not-found', 'There is nothing at this address.');
      return reply.code(404).header('cache-control', 'no-store').send(nothing);
    }
    // A single-page application: its own router knows the address, or says that it does not.
    if (built) return reply.code(200).sendFile('index.html');
    return reply
      .code(200)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(NOT_BUILT);
  });
}
