/** Balancing: policies, previews, runs, and where the use is measured. */
import {
  BalanceMetrics,
  BalanceMetricsCheck,
  BalancePlan,
  BalancePlanSummary,
  BalancePolicy,
  BalanceRequest,
  BalanceRun,
  BalanceTimes,
  NewBalanceMetrics,
  NewBalancePolicy,
  NewBalanceRun,
  WaitsForApproval,
} from '@evenkeel/contract';
import { z } from 'zod';
import { nextLooks } from '../../balance/times.ts';
import { dismissPlan, readPlan, readPlans } from '../../db/balance-plans.ts';
import { endPolicy, readPolicies, readVersions } from '../../db/balance-policies.ts';
import { identityOf } from '../authentication.ts';
import { notFound, Refusal } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, Limit, NoContent, ProviderParams, type Server } from './common.ts';

const TIMES_TOLD = 3;
const PlanParams = z.object({ planId: Id });

export function balanceRoutes(server: Server, { db, balance, approvals }: HttpServices): void {
  server.get(
    '/api/v1/balance/policies',
    {
      schema: {
        summary: 'The policies in force',
        querystring: z.strictObject({ provider: Id.optional() }),
        response: { 200: z.array(BalancePolicy), ...failures },
      },
    },
    (request) => readPolicies(db, request.query.provider),
  );

  server.get(
    '/api/v1/balance/policies/:policyId/versions',
    {
      schema: {
        summary: 'Every version that a policy had, the newest first',
        params: z.object({ policyId: Id }),
        response: { 200: z.array(BalancePolicy), ...failures },
      },
    },
    async (request) => {
      const versions = await readVersions(db, request.params.policyId);
      if (versions.length === 0) throw notFound('policy');
      return versions;
    },
  );

  server.get(
    '/api/v1/balance/times',
    {
      schema: {
        summary: 'When a schedule would come next, or why it never does',
        querystring: z.strictObject({
          schedule: z.string().min(1).max(100),
          timeZone: z.string().min(1).max(100),
        }),
        response: { 200: BalanceTimes, ...failures },
      },
    },
    ({ query: { schedule, timeZone } }) => ({
      next: nextLooks(schedule, timeZone, new Date(), TIMES_TOLD).map((time) => time.toISOString()),
    }),
  );

  server.post(
    '/api/v1/balance/policies',
    {
      config: { action: 'manage-balance' },
      schema: {
        summary: 'Add a policy; with a name that is there already, its next version',
        body: NewBalancePolicy,
        response: { 201: BalancePolicy, ...failures },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await balance.savePolicy(request.body, identityOf(request).name)),
  );

  server.delete(
    '/api/v1/balance/policies/:policyId',
    {
      config: { action: 'manage-balance' },
      schema: {
        summary: 'Remove a policy; runs that came of it go on',
        params: z.object({ policyId: Id }),
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      if (!(await endPolicy(db, request.params.policyId))) throw notFound('policy');
      return reply.code(204).send();
    },
  );

  server.post(
    '/api/v1/balance/preview',
    {
      config: { action: 'migrate' },
      schema: {
        summary: 'Plan: what would be moved, why, and the loads before and after; nothing is sent to a cloud',
        body: BalanceRequest,
        response: { 201: BalancePlan, ...failures },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await balance.preview(request.body, identityOf(request).name)),
  );

  server.get(
    '/api/v1/balance/plans',
    {
      schema: {
        summary: 'Plans, the newest first, without their moves',
        querystring: z.strictObject({
          provider: Id.optional(),
          status: BalancePlan.shape.status.optional(),
          limit: Limit,
        }),
        response: { 200: z.array(BalancePlanSummary), ...failures },
      },
    },
    ({ query: { provider, status, limit } }) => readPlans(db, { providerId: provider, status, limit }),
  );

  server.get(
    '/api/v1/balance/plans/:planId',
    {
      schema: {
        summary: 'One plan, whole',
        params: PlanParams,
        response: { 200: BalancePlan, ...failures },
      },
    },
    async (request) => {
      const plan = await readPlan(db, request.params.planId);
      if (!plan) throw notFound('plan');
      return plan;
    },
  );

  server.post(
    '/api/v1/balance/plans/:planId/dismiss',
    {
      config: { action: 'migrate' },
      schema: {
        summary: 'A suggested plan is not wanted',
        params: PlanParams,
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      if (await dismissPlan(db, request.params.planId)) return reply.code(204).send();
      throw new Refusal(409, 'plan-not-waiting', 'This plan waits for nobody to approve it.');
    },
  );

  server.post(
    '/api/v1/balance/runs',
    {
      config: { action: 'migrate' },
      schema: {
        summary: 'Carry out a plan that was looked at, as far as it still holds',
        description: 'No instance is moved that is not in the plan, but for those pinned here.',
        body: NewBalanceRun,
        response: { 200: BalanceRun, 201: BalanceRun, 202: WaitsForApproval, ...failures },
      },
    },
    async (request, reply) => {
      const held = { kind: 'balance', request: request.body } as const;
      const approval = await approvals.hold(held, identityOf(request));
      if (approval) return reply.code(202).send({ approval });
      const { created, ...answer } = await balance.run(request.body, identityOf(request).name);
      return reply.code(created ? 201 : 200).send(answer);
    },
  );

  server.get(
    '/api/v1/balance/metrics/:providerId',
    {
      schema: {
        summary: "Where a provider's use is measured; its token is never told",
        params: ProviderParams,
        response: { 200: BalanceMetrics, ...failures },
      },
    },
    async (request) => {
      const metrics = await balance.metrics(request.params.providerId);
      if (!metrics) throw notFound('Prometheus');
      return metrics;
    },
  );

  server.put(
    '/api/v1/balance/metrics/:providerId',
    {
      config: { action: 'manage-balance' },
      schema: {
        summary: 'Say which Prometheus measures a provider, with which queries',
        params: ProviderParams,
        body: NewBalanceMetrics,
        response: { 200: BalanceMetrics, ...failures },
      },
    },
    (request) => balance.saveMetrics(request.params.providerId, request.body, identityOf(request).name),
  );

  server.delete(
    '/api/v1/balance/metrics/:providerId',
    {
      config: { action: 'manage-balance' },
      schema: {
        summary: 'Forget where a provider is measured',
        params: ProviderParams,
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      if (!(await balance.removeMetrics(request.params.providerId))) throw notFound('Prometheus');
      return reply.code(204).send();
    },
  );

  server.post(
    '/api/v1/balance/metrics/:providerId/check',
    {
      config: { action: 'manage-balance' },
      schema: {
        summary: 'Ask every query now, and tell what it gave or what is wrong with it',
        params: ProviderParams,
        response: { 200: BalanceMetricsCheck, ...failures },
      },
    },
    (request) => balance.checkMetrics(request.params.providerId),
  );
}
