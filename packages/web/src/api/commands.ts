import type {
  CampaignDetail,
  CancelCampaign,
  CancelMaintenance,
  CancelRun,
  MaintenanceChoices,
  MaintenanceDetail,
  Move,
  MoveVerification,
  NewCampaign,
  NewMaintenance,
  NewProvider,
  NewRun,
  OutsideDone,
  Provider,
  ReorderRun,
  RetryRun,
  ReturnRequest,
  Run,
  Session,
  SignedOut,
  SignIn,
  SkipCampaignHost,
} from '@evenkeel/contract';
import { request } from './request.ts';

export const signIn = (body: SignIn) => request<Session>('/session', { method: 'POST', body });
export const signOut = () => request<SignedOut | undefined>('/session', { method: 'DELETE' });
export const startRun = (body: NewRun) => request<Run>('/runs', { method: 'POST', body });
export const pauseRun = (runId: string) => askOfRun(runId, 'pause');
export const resumeRun = (runId: string) => askOfRun(runId, 'resume');
export const cancelRun = (runId: string, body: CancelRun) => askOfRun(runId, 'cancel', body);
export const reorderRun = (runId: string, body: ReorderRun) => askOfRun(runId, 'order', body);
export const retryRun = (runId: string, body: RetryRun) =>
  request<Run>(`/runs/${encodeURIComponent(runId)}/retry`, { method: 'POST', body });
export const abortMove = (moveId: string) => askOfMove<Move>(moveId, 'abort');
export const forceCompleteMove = (moveId: string) => askOfMove<Move>(moveId, 'force-complete');
export const verifyMove = (moveId: string) => askOfMove<MoveVerification>(moveId, 'verify');
export const resetMoveState = (moveId: string) => askOfMove<Move>(moveId, 'reset-state');
export const startMaintenance = (body: NewMaintenance) =>
  request<MaintenanceDetail[]>('/maintenance', { method: 'POST', body });
export const pauseMaintenance = (id: string) => askOfMaintenance(id, 'pause');
export const resumeMaintenance = (id: string) => askOfMaintenance(id, 'resume');
export const cancelMaintenance = (id: string, body: CancelMaintenance) =>
  askOfMaintenance(id, 'cancel', body);
export const chooseForMaintenance = (id: string, body: MaintenanceChoices) =>
  request<MaintenanceDetail>(`/maintenance/${encodeURIComponent(id)}/choices`, { method: 'PUT', body });
export const returnHost = (id: string, body: ReturnRequest) => askOfMaintenance(id, 'return', body);
export const startCampaign = (body: NewCampaign) =>
  request<CampaignDetail>('/campaigns', { method: 'POST', body });
export const pauseCampaign = (id: string) => askOfCampaign(id, 'pause');
export const resumeCampaign = (id: string) => askOfCampaign(id, 'resume');
export const cancelCampaign = (id: string, body: CancelCampaign) => askOfCampaign(id, 'cancel', body);
export const chooseForCampaign = (id: string, body: MaintenanceChoices) =>
  request<CampaignDetail>(`/campaigns/${encodeURIComponent(id)}/choices`, { method: 'PUT', body });
export const skipCampaignHost = (id: string, host: string, body: SkipCampaignHost) =>
  askOfCampaign(id, `hosts/${encodeURIComponent(host)}/skip`, body);
export const retryCampaignHost = (id: string, host: string) =>
  askOfCampaign(id, `hosts/${encodeURIComponent(host)}/retry`);
export const outsideIsDone = (id: string, host: string, body: OutsideDone) =>
  askOfCampaign(id, `hosts/${encodeURIComponent(host)}/done`, body);
export const addProvider = (body: NewProvider) => request<Provider>('/providers', { method: 'POST', body });
export const deleteProvider = (providerId: string) =>
  request<void>(`/providers/${encodeURIComponent(providerId)}`, { method: 'DELETE' });

function askOfMove<Answer>(moveId: string, what: string): Promise<Answer> {
  return request<Answer>(`/moves/${encodeURIComponent(moveId)}/${what}`, { method: 'POST' });
}

function askOfMaintenance(id: string, what: string, body?: unknown): Promise<MaintenanceDetail> {
  return request<MaintenanceDetail>(`/maintenance/${encodeURIComponent(id)}/${what}`, {
    method: 'POST',
    body,
  });
}

function askOfCampaign(id: string, what: string, body?: unknown): Promise<CampaignDetail> {
  return request<CampaignDetail>(`/campaigns/${encodeURIComponent(id)}/${what}`, { method: 'POST', body });
}

function askOfRun(runId: string, what: string, body?: unknown): Promise<Run> {
  return request<Run>(`/runs/${encodeURIComponent(runId)}/${what}`, { method: 'POST', body });
}
