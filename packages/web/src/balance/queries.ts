import type {
  BalanceEdits,
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
} from '@evenkeel/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { RequestError, request } from '../api/request.ts';

// The topic `balance` makes every key here stale (see api/live.ts).

export const NO_EDITS: BalanceEdits = { excluded: [], excludedHosts: [], pinned: [] };

/** Newest first. */
export const plansQuery = (provider: string | undefined, status?: BalancePlan['status']) =>
  queryOptions({
    queryKey: ['balance', 'plans', provider, status],
    queryFn: ({ signal }) =>
      request<BalancePlanSummary[]>('/balance/plans', { parameters: { provider, status }, signal }),
    placeholderData: keepPreviousData,
  });

export const planQuery = (planId: string) =>
  queryOptions({
    queryKey: ['balance', 'plan', planId],
    queryFn: ({ signal }) => request<BalancePlan>(planPath(planId), { signal }),
  });

/** Those in force. */
export const policiesQuery = (provider: string | undefined) =>
  queryOptions({
    queryKey: ['balance', 'policies', provider],
    queryFn: ({ signal }) =>
      request<BalancePolicy[]>('/balance/policies', { parameters: { provider }, signal }),
    placeholderData: keepPreviousData,
  });

/** Every version, newest first. */
export const versionsQuery = (policyId: string) =>
  queryOptions({
    queryKey: ['balance', 'versions', policyId],
    queryFn: ({ signal }) =>
      request<BalancePolicy[]>(`/balance/policies/${encodeURIComponent(policyId)}/versions`, { signal }),
  });

/** When a schedule comes next; refused in words when it is none. */
export const timesQuery = (schedule: string, timeZone: string) =>
  queryOptions({
    queryKey: ['balance-times', schedule, timeZone],
    queryFn: ({ signal }) =>
      request<BalanceTimes>('/balance/times', { parameters: { schedule, timeZone }, signal }),
    retry: false,
  });

export const metricsQuery = (providerId: string) =>
  queryOptions({
    queryKey: ['balance', 'metrics', providerId],
    /** Null: nobody has said where it is measured. */
    queryFn: async ({ signal }): Promise<BalanceMetrics | null> => {
      try {
        return await request<BalanceMetrics>(metricsPath(providerId), { signal });
      } catch (error) {
        if (error instanceof RequestError && error.status === 404) return null;
        throw error;
      }
    },
  });

/** What may be left out takes its usual value. */
export type PlanRequest = Pick<BalanceRequest, 'providerId' | 'policy' | 'settings'> & BalanceEdits;

export const makePlan = (body: PlanRequest) =>
  request<BalancePlan>('/balance/preview', { method: 'POST', body });
export const startPlan = (body: NewBalanceRun) =>
  request<BalanceRun>('/balance/runs', { method: 'POST', body });
export const dismissPlan = (planId: string) =>
  request<void>(`${planPath(planId)}/dismiss`, { method: 'POST' });
export const savePolicy = (body: NewBalancePolicy) =>
  request<BalancePolicy>('/balance/policies', { method: 'POST', body });
export const removePolicy = (policyId: string) =>
  request<void>(`/balance/policies/${encodeURIComponent(policyId)}`, { method: 'DELETE' });
export const saveMetrics = (providerId: string, body: NewBalanceMetrics) =>
  request<BalanceMetrics>(metricsPath(providerId), { method: 'PUT', body });
export const removeMetrics = (providerId: string) =>
  request<void>(metricsPath(providerId), { method: 'DELETE' });
export const checkMetrics = (providerId: string) =>
  request<BalanceMetricsCheck>(`${metricsPath(providerId)}/check`, { method: 'POST' });

function planPath(planId: string): string {
  return `/balance/plans/${encodeURIComponent(planId)}`;
}

function metricsPath(providerId: string): string {
  return `/balance/metrics/${encodeURIComponent(providerId)}`;
}
