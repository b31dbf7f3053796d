import { ApiError } from '@evenkeel/contract';
import { expect } from 'vitest';
import { type Answer, type Client, createClient } from './client.ts';
import { ADMIN } from './set-up.ts';

/** The error of an answer; fails when it does not have the one shape of errors, or no sentence. */
export function refusalOf(answer: Answer): ApiError['error'] {
  const { error } = ApiError.parse(answer.body);
  expect(error.message).toMatch(/^\S.*[.!?]$/s);
  return error;
}

/** Signs in as the administrator; `cookie` is to be sent, `client` sends it with X-Evenkeel-Request. */
export async function signIn(
  http: { url: string },
  credentials: { username: string; password: string } = ADMIN,
): Promise<{ answer: Answer; cookie: string; client: Client }> {
  const answer = await createClient(http.url).post('/api/v1/session', credentials);
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const client = createClient(http.url, { cookie, 'x-evenkeel-request': '1' });
  return { answer, cookie, client };
}
