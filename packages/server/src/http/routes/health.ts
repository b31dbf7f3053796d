import { ping } from '../../db/provider-records.ts';
import type { HttpServices } from '../services.ts';
import type { Server } from './common.ts';

/** For supervisors and load balancers: alive, ready, and what is measured. */
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
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not-ready', database, firstPassTried: firstPassTried() });
  });

  server.get('/metrics', { ...hide, config: { action: 'read-metrics' } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}
