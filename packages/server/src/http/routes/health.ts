import { ping } from '../../db/provider-records.ts';
import type { HttpServices } from '../services.ts';
import type { Server } from './common.ts';

/**
 * For supervisors and load balancers: alive, ready, and what is measured. The first two answer anybody, in a word;
 * the metrics tell of routes and load, so they want a sign-in or an API token (Prometheus: `authorization`).
 */
export function healthRoutes(server: Server, { db, firstPassTried, metrics }: HttpServices): void {
  const hide = { schema: { hide: true } };

  server.get('/healthz', hide, () => ({ status: 'alive' }));

  server.get('/readyz', hide, async (request, reply) => {
    const database = await ping(db).then(
      () => true,
      (error) => {
        request.log.error({ err: error }, 'The database does not answer');
        return false;
      },
    );
    // Tried, not succeeded: a cloud that is down must not take Evenkeel down with it.
    const ready = database && firstPassTried();
    const reason = ready
      ? null
      : database
        ? 'The clouds have not been read for the first time yet.'
        : 'The database does not answer.';
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', reason });
  });

  server.get('/metrics', { ...hide, config: { action: 'read-metrics' } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}
