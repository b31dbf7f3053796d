import type {
  CampaignDetail,
  CampaignPreview,
  CampaignRequest,
  CampaignSummary,
  HistoryMove,
  Host,
  Instance,
  InstancePage,
  InstanceReference,
  Maintenance,
  MaintenanceDetail,
  MaintenancePreview,
  MaintenanceRequest,
  MigrateOptions,
  Migration,
  Move,
  MoveDetails,
  MoveEvent,
  MoveSample,
  MoveStatistics,
  NamedOutsideStep,
  Preflight,
  ProbeResult,
  Provider,
  ReturnPreview,
  Run,
  RunSummary,
  Session,
} from '@evenkeel/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Parameters, RequestError, request, requestPage } from './request.ts';

const STATISTICS_MILLISECONDS = 30_000;
const SIMULATION_MILLISECONDS = 30_000;

// The first word of every key is the topic of the live event that makes it stale (see live.ts).

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  /** Null means nobody is signed in. */
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await request<Session>('/session', { signal });
    } catch (error) {
      if (error instanceof RequestError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => request<Provider[]>('/providers', { signal }),
});

export const hostsQuery = queryOptions({
  queryKey: ['hosts'],
  queryFn: ({ signal }) => request<Host[]>('/hosts', { signal }),
});

export const instancesQuery = (parameters: Parameters) =>
  queryOptions({
    queryKey: ['instances', 'page', parameters],
    queryFn: ({ signal }) => request<InstancePage>('/instances', { parameters, signal }),
    placeholderData: keepPreviousData,
  });

export const instanceQuery = ({ providerId, id }: InstanceReference) =>
  queryOptions({
    queryKey: ['instances', 'one', providerId, id],
    queryFn: ({ signal }) => request<Instance>(pathOf(providerId, id), { signal }),
  });

export const instanceMigrationsQuery = ({ providerId, id }: InstanceReference) =>
  queryOptions({
    queryKey: ['migrations', 'of', providerId, id],
    queryFn: ({ signal }) => request<Migration[]>(`${pathOf(providerId, id)}/migrations`, { signal }),
  });

/** One page of the history of moves. */
export const movesQuery = (parameters: Parameters) =>
  queryOptions({
    queryKey: ['moves', 'page', parameters],
    queryFn: ({ signal }) => requestPage<HistoryMove>('/moves', { parameters, signal }),
    placeholderData: keepPreviousData,
  });

/** One page of the runs, newest first. */
export const runsQuery = (parameters: Parameters) =>
  queryOptions({
    queryKey: ['runs', 'page', parameters],
    queryFn: ({ signal }) => requestPage<RunSummary>('/runs', { parameters, signal }),
    placeholderData: keepPreviousData,
  });

const PROBE_INTERVAL_MS = 5000;

/** One move with its run, and how long each phase took. */
export const moveQuery = (moveId: string) =>
  queryOptions({
    queryKey: ['moves', 'one', moveId],
    queryFn: ({ signal }) => request<MoveDetails>(movePath(moveId), { signal }),
  });

/** How its copy went over time, oldest first. */
export const moveSamplesQuery = (moveId: string) =>
  queryOptions({
    queryKey: ['moves', 'samples', moveId],
    queryFn: ({ signal }) => request<MoveSample[]>(`${movePath(moveId)}/samples`, { signal }),
  });

/** Whether its guest answered meanwhile. No event tells of it, so it is asked now and then while the move goes on. */
export const moveProbeQuery = (moveId: string, goesOn: boolean) =>
  queryOptions({
    queryKey: ['moves', 'probe', moveId],
    queryFn: ({ signal }) => request<ProbeResult>(`${movePath(moveId)}/probe`, { signal }),
    refetchInterval: goesOn ? PROBE_INTERVAL_MS : false,
  });

/** What happened to it, oldest first. */
export const moveEventsQuery = (moveId: string) =>
  queryOptions({
    queryKey: ['moves', 'events', moveId],
    queryFn: ({ signal }) => request<MoveEvent[]>(`${movePath(moveId)}/events`, { signal }),
  });

/** One page of what Nova has a record of, whoever asked for it. */
export const migrationsQuery = (parameters: Parameters) =>
  queryOptions({
    queryKey: ['migrations', 'page', parameters],
    queryFn: ({ signal }) => requestPage<Migration>('/migrations', { parameters, signal }),
    placeholderData: keepPreviousData,
  });

/** Figures over many moves: read again now and then, not with each of them. */
export const statisticsQuery = (parameters: Parameters) =>
  queryOptions({
    queryKey: ['statistics', parameters],
    queryFn: ({ signal }) => request<MoveStatistics>('/moves/statistics', { parameters, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: STATISTICS_MILLISECONDS,
  });

export const activeMovesQuery = queryOptions({
  queryKey: ['moves', 'active'],
  queryFn: ({ signal }) =>
    request<Move[]>('/moves', { parameters: { state: 'active', limit: 1000 }, signal }),
});

export const endedMovesQuery = queryOptions({
  queryKey: ['moves', 'ended'],
  queryFn: ({ signal }) => request<Move[]>('/moves', { parameters: { state: 'ended', limit: 100 }, signal }),
});

export const runQuery = (runId: string) =>
  queryOptions({
    queryKey: ['moves', 'run', runId],
    queryFn: ({ signal }) => request<Run>(`/runs/${encodeURIComponent(runId)}`, { signal }),
  });

/** Newest first. */
export const maintenancesQuery = (state: 'open' | 'all') =>
  queryOptions({
    queryKey: ['maintenance', 'list', state],
    queryFn: ({ signal }) =>
      request<Maintenance[]>('/maintenance', { parameters: { state, limit: 1000 }, signal }),
    placeholderData: keepPreviousData,
  });

export const maintenanceQuery = (id: string) =>
  queryOptions({
    queryKey: ['maintenance', 'one', id],
    queryFn: ({ signal }) => request<MaintenanceDetail>(`/maintenance/${encodeURIComponent(id)}`, { signal }),
  });

/** What emptying hosts would do; planned anew when hosts or instances change. */
export const maintenancePreviewQuery = (
  wanted: Pick<MaintenanceRequest, 'kind' | 'hosts' | 'choices' | 'limits'>,
) =>
  queryOptions({
    queryKey: ['preflight', 'maintenance', wanted],
    queryFn: ({ signal }) =>
      request<MaintenancePreview>('/maintenance/preview', { method: 'POST', body: wanted, signal }),
    placeholderData: keepPreviousData,
  });

/** The cloud is asked for it, so it is read when it is opened and not with every event. */
export const returnPreviewQuery = (id: string, readyCheck: NamedOutsideStep | null) =>
  queryOptions({
    queryKey: ['return-preview', id, readyCheck],
    queryFn: ({ signal }) =>
      request<ReturnPreview>(`/maintenance/${encodeURIComponent(id)}/return/preview`, {
        method: 'POST',
        body: { readyCheck },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });

/** Newest first. */
export const campaignsQuery = (state: 'open' | 'all') =>
  queryOptions({
    queryKey: ['campaigns', 'list', state],
    queryFn: ({ signal }) =>
      request<CampaignSummary[]>('/campaigns', { parameters: { state, limit: 1000 }, signal }),
    placeholderData: keepPreviousData,
  });

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id],
    queryFn: ({ signal }) => request<CampaignDetail>(`/campaigns/${encodeURIComponent(id)}`, { signal }),
  });

/** The commands and webhooks that can be named. */
export const outsideStepsQuery = queryOptions({
  queryKey: ['outside-steps'],
  queryFn: ({ signal }) => request<NamedOutsideStep[]>('/outside-steps', { signal }),
});

/** How a whole campaign would go. Heavy in a big cloud: made anew now and then, not with every change of an instance. */
export const campaignPreviewQuery = (wanted: CampaignRequest) =>
  queryOptions({
    queryKey: ['campaign-preview', wanted],
    queryFn: ({ signal }) =>
      request<CampaignPreview>('/campaigns/preview', { method: 'POST', body: wanted, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: SIMULATION_MILLISECONDS,
  });

export const preflightQuery = (instances: InstanceReference[], options: MigrateOptions) =>
  queryOptions({
    queryKey: ['preflight', instances, options],
    queryFn: ({ signal }) =>
      request<Preflight>('/preflight', { method: 'POST', body: { instances, options }, signal }),
    placeholderData: keepPreviousData,
  });

function movePath(moveId: string): string {
  return `/moves/${encodeURIComponent(moveId)}`;
}

function pathOf(providerId: string, instanceId: string): string {
  return `/providers/${encodeURIComponent(providerId)}/instances/${encodeURIComponent(instanceId)}`;
}
