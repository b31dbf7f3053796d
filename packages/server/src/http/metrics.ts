import type { FastifyInstance } from 'fastify';
import { Gauge, Histogram, type Registry } from 'prom-client';

/** Measures every request by its route (never by its address: ids would make a series each), and open streams. */
export function installMetrics(server: FastifyInstance, registry: Registry, openStreams: () => number): void {
  const seconds = new Histogram({
    name: 'evenkeel_http_request_seconds',
    help: 'Time to answer a request, by route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'evenkeel_live_event_readers',
    help: 'Open streams of live events.',
    registers: [registry],
    collect() {
      this.set(openStreams());
    },
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    // A stream's time is how long somebody watched.
    if (route === '/api/v1/events') return;
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}
