import type { Approval } from '@evenkeel/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/request.ts';

/** Newest first. `open`: without those that have come to an end. */
export const approvalsQuery = (state: 'open' | 'all') =>
  queryOptions({
    queryKey: ['approvals', state],
    queryFn: ({ signal }) => request<Approval[]>('/approvals', { parameters: { state }, signal }),
  });

export interface Decision {
  id: string;
  verb: 'approve' | 'decline';
  comment: string;
}

export const decide = ({ id, verb, comment }: Decision) =>
  request<Approval>(`/approvals/${encodeURIComponent(id)}/${verb}`, { method: 'POST', body: { comment } });
