import type {
  ApprovalSettings,
  CreatedWebhook,
  KeyRotation,
  NewSignInWay,
  NewWebhook,
  ProviderLimits,
  ProviderProbe,
  SecretKeys,
  SignInTrial,
  SignInWay,
  Webhook,
  WebhookChange,
  WebhookTrial,
} from '@evenkeel/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/request.ts';

// No live event tells of these: who changes one reads it again.

export const waysQuery = queryOptions({
  queryKey: ['settings', 'ways'],
  queryFn: ({ signal }) => request<SignInWay[]>('/sign-in/ways', { signal }),
});
export const webhooksQuery = queryOptions({
  queryKey: ['settings', 'webhooks'],
  queryFn: ({ signal }) => request<Webhook[]>('/webhooks', { signal }),
});
export const keysQuery = queryOptions({
  queryKey: ['settings', 'keys'],
  queryFn: ({ signal }) => request<SecretKeys>('/secrets', { signal }),
});

const wayPath = (id: string) => `/sign-in/ways/${encodeURIComponent(id)}`;
export const addWay = (body: NewSignInWay) => request<SignInWay>('/sign-in/ways', { method: 'POST', body });
export const changeWay = (id: string, body: NewSignInWay) =>
  request<SignInWay>(wayPath(id), { method: 'PUT', body });
export const tryWay = (id: string) => request<SignInTrial>(`${wayPath(id)}/test`, { method: 'POST' });
export const removeWay = (id: string) => request<void>(wayPath(id), { method: 'DELETE' });

const webhookPath = (id: string) => `/webhooks/${encodeURIComponent(id)}`;
/** The answer carries the secret, this once. */
export const addWebhook = (body: NewWebhook) =>
  request<CreatedWebhook>('/webhooks', { method: 'POST', body });
export const changeWebhook = (id: string, body: WebhookChange) =>
  request<Webhook>(webhookPath(id), { method: 'PUT', body });
export const tryWebhook = (id: string) =>
  request<WebhookTrial>(`${webhookPath(id)}/test`, { method: 'POST' });
export const removeWebhook = (id: string) => request<void>(webhookPath(id), { method: 'DELETE' });

export const rotateKey = () => request<KeyRotation>('/secrets/rotate', { method: 'POST', body: {} });

type OfProvider = 'approvals' | 'probe' | 'limits';
const path = (providerId: string, what: OfProvider) => `/providers/${encodeURIComponent(providerId)}/${what}`;
const ofProvider =
  <Shape>(what: OfProvider) =>
  (providerId: string) =>
    queryOptions({
      queryKey: ['settings', what, providerId],
      queryFn: ({ signal }) => request<Shape>(path(providerId, what), { signal }),
    });
/** When a second person is needed at a provider. */
export const approvalSettingsQuery = ofProvider<ApprovalSettings>('approvals');
/** What its moves are probed with. */
export const providerProbeQuery = ofProvider<ProviderProbe>('probe');
/** How much its cloud is given at one time. */
export const providerLimitsQuery = ofProvider<ProviderLimits>('limits');

export const saveApprovalSettings = (providerId: string, body: ApprovalSettings) =>
  request<ApprovalSettings>(path(providerId, 'approvals'), { method: 'PUT', body });
export const saveProviderProbe = (providerId: string, body: ProviderProbe) =>
  request<ProviderProbe>(path(providerId, 'probe'), { method: 'PATCH', body });
export const saveProviderLimits = (providerId: string, body: ProviderLimits) =>
  request<ProviderLimits>(path(providerId, 'limits'), { method: 'PATCH', body });
