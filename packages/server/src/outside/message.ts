/** One signed message to a webhook, and what became of it. */
import { guardedFetch, type Networks } from '../net/index.ts';
import { headersOf } from './signature.ts';

export interface Target {
  url: string;
  secret: string;
  networks: Networks;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Any 2xx is yes. `sentence` ends with a full stop and repeats nothing of the answer's body. Never rejects. */
export async function sendMessage(
  id: string,
  body: unknown,
  { url, secret, networks, timeoutMs, signal }: Target,
): Promise<{ accepted: boolean; sentence: string }> {
  const text = JSON.stringify(body);
  const timestamp = String(Math.floor(Date.now() / 1000));
  try {
    const headers = headersOf(secret, { id, timestamp, body: text });
    const { status, ok } = await guardedFetch(
      url,
      { method: 'POST', headers, body: text, ...(signal ? { signal } : {}) },
      { purpose: 'webhook', networks, timeoutMs },
    );
    return { accepted: ok, sentence: `It answered ${status}.` };
  } catch (error) {
    const said = (error as Error).message;
    return {
      accepted: false,
      sentence: said.endsWith('.') ? said : `The message did not get through: ${said}.`,
    };
  }
}
