import type { NewProvider, NewRun, Provider, Run, Session, SignIn } from '@evenkeel/contract';
import { request } from './request.ts';

export const signIn = (body: SignIn) => request<Session>('/session', { method: 'POST', body });
export const signOut = () => request<void>('/session', { method: 'DELETE' });
export const startRun = (body: NewRun) => request<Run>('/runs', { method: 'POST', body });
export const addProvider = (body: NewProvider) => request<Provider>('/providers', { method: 'POST', body });
export const deleteProvider = (providerId: string) =>
  request<void>(`/providers/${encodeURIComponent(providerId)}`, { method: 'DELETE' });
