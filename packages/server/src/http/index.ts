/** The REST API, the live events and the web console's files, over the services it is given. */
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { unbound, unboundService } from '../access/bound.ts';
import { installAudit, installAuditAsked } from '../audit/requests.ts';
import { installAuthentication } from './authentication.ts';
import { installEnforcement } from './enforcement.ts';
import { installErrorHandler } from './errors.ts';
import { createListener } from './listener.ts';
import { LiveEvents } from './live-events.ts';
import { installMetrics } from './metrics.ts';
import { answerBadAddress, answerNoHttp } from './no-request.ts';
import { docsRoutes, installOpenApi } from './openapi.ts';
import { installRateLimit } from './rate-limit.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { auditRoutes } from './routes/audit.ts';
import { balanceRoutes } from './routes/balance.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { computeRoutes } from './routes/compute.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { historyRoutes } from './routes/history.ts';
import { limitRoutes } from './routes/limits.ts';
import { maintenanceRoutes } from './routes/maintenance.ts';
import { moveRoutes } from './routes/moves.ts';
import { outsideRoutes } from './routes/outside.ts';
import { probeRoutes } from './routes/probe.ts';
import { providerRoutes } from './routes/providers.ts';
import { runRoutes } from './routes/runs.ts';
import { secretRoutes } from './routes/secrets.ts';
import { sessionRoutes } from './routes/session.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { signInWayRoutes } from './routes/sign-in-ways.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { userRoutes } from './routes/users.ts';
import { verdictRoutes } from './routes/verdicts.ts';
import { installSecurity } from './security.ts';
import type { HttpServices } from './services.ts';
import { SignInLimit } from './sign-in-limit.ts';
import { installStorableText } from './storable-text.ts';
import { installWeb } from './web.ts';

export type { HttpServices } from './services.ts';

/** A thousand instances and their options fit in a tenth of this. */
const BODY_BYTES = 1024 * 1024;

/** Builds the server; it does not listen yet. Closing it ends its live events too. */
export async function createHttpServer(given: HttpServices): Promise<FastifyInstance> {
  const services = asEvenkeel(given);
  const server = Fastify({
    ...(services.logger === false ? { logger: false } : { loggerInstance: services.logger }),
    // What a stranger writes into X-Forwarded-* is worth nothing.
    trustProxy: services.trustedProxies?.length ? services.trustedProxies : false,
    serverFactory: (handler) => createListener(handler, services.certificate ?? null),
    bodyLimit: BODY_BYTES,
    routerOptions: { maxParamLength: 200 },
    exposeHeadRoutes: false,
    // Open streams end in preClose; what idles on keep-alive must not hold a shutdown up.
    forceCloseConnections: 'idle',
    // An address that is none (`%zz`) gets to no route and to no error handler.
    frameworkErrors: (error, _request, reply) => answerBadAddress(error, reply as unknown as FastifyReply),
    clientErrorHandler: (error, socket) => answerNoHttp(error, socket),
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  installErrorHandler(server);

  const events = new LiveEvents(services.heartbeatMs);
  const stopListening = await services.listen((event) => events.publish(event));
  server.addHook('preClose', async () => events.close());
  server.addHook('onClose', async () => stopListening());

  // In this order: a forged Host gets nowhere, then who asks is settled, then routes.
  await server.register(cookie);
  installSecurity(server, services);
  installRateLimit(server, services.rateLimit);
  installAudit(server, services.db, services.strangers ?? services.rateLimit);
  installAuthentication(server, services);
  installEnforcement(server, services.db);
  installAuditAsked(server, services.db);
  installStorableText(server);
  installMetrics(server, services.metrics, () => events.count);
  await installOpenApi(server, services.version);

  const limit = new SignInLimit();
  sessionRoutes(server, services, { events, limit });
  signInRoutes(server, services, { events, limit });
  signInWayRoutes(server, services, events);
  tokenRoutes(server, services);
  userRoutes(server, services, events);
  secretRoutes(server, services);
  auditRoutes(server, services);
  providerRoutes(server, services);
  computeRoutes(server, services);
  verdictRoutes(server, services);
  runRoutes(server, services);
  moveRoutes(server, services);
  historyRoutes(server, services);
  maintenanceRoutes(server, services);
  campaignRoutes(server, services);
  outsideRoutes(server, services);
  callbackRoutes(server, services);
  balanceRoutes(server, services);
  probeRoutes(server, services);
  limitRoutes(server, services);
  approvalRoutes(server, services);
  eventRoutes(server, services, events);
  healthRoutes(server, services);
  docsRoutes(server);
  await installWeb(server, services.webRoot);
  return server;
}

/** Plans and verdicts need the whole cloud, and what is carried out is carried out for everybody: see access/bound.ts. */
function asEvenkeel(services: HttpServices): HttpServices {
  return {
    ...services,
    runner: unboundService(services.runner),
    maintenance: unboundService(services.maintenance, ['get']),
    campaigns: unboundService(services.campaigns, ['get', 'list']),
    balance: unboundService(services.balance),
    approvals: unboundService(services.approvals, ['list', 'settings']),
    keys: unboundService(services.keys),
    providerAdded: (id) => unbound(() => services.providerAdded(id)),
    providerRemoved: (id) => unbound(() => services.providerRemoved(id)),
  };
}
