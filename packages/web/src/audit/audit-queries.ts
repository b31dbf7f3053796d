import type { AuditEntry, AuditVerification } from '@evenkeel/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Parameters, request, requestPage } from '../api/request.ts';

/** One page of the audit, newest first. No live event tells of it: reading it would never come to rest. */
export const auditQuery = (parameters: Parameters) =>
  queryOptions({
    queryKey: ['audit', 'page', parameters],
    queryFn: ({ signal }) => requestPage<AuditEntry>('/audit', { parameters, signal }),
    placeholderData: keepPreviousData,
  });

/** Walks the whole chain, a hundred thousand entries in ten seconds; only when a person asks for it. */
export const verificationQuery = (expect: string | undefined) =>
  queryOptions({
    queryKey: ['audit', 'verification', expect],
    queryFn: ({ signal }) =>
      request<AuditVerification>('/audit/verification', { parameters: { expect }, signal }),
    enabled: false,
    retry: false,
  });
