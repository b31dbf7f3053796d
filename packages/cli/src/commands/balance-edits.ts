/** What a person wants changed in a balance plan, as it is typed. */
import type { BalanceEdits, Provider } from '@evenkeel/contract';
import type { ApiClient } from '../api/client.ts';
import { findInstance } from '../api/instance-names.ts';
import { listHosts } from '../api/lists.ts';
import { refusal } from '../errors.ts';

export interface EditOptions {
  exclude: string[];
  excludeHost: string[];
  pin: string[];
}

/** Names become ids. Throws a refusal for what is not there: nothing that was asked for is silently forgotten. */
export async function editsOf(
  client: ApiClient,
  provider: Provider,
  { exclude, excludeHost, pin }: EditOptions,
): Promise<BalanceEdits> {
  const excluded: string[] = [];
  for (const name of exclude) excluded.push((await findInstance(client, name, provider.id)).id);
  const pinned: BalanceEdits['pinned'] = [];
  for (const typed of pin) {
    const [, name, host] = /^(.+)=([^=]+)$/.exec(typed) ?? [];
    if (name === undefined || host === undefined)
      throw refusal('usage', `"${typed}" is not INSTANCE=HOST.`, 'Such as --pin web-01=compute-05.');
    pinned.push({ instance: (await findInstance(client, name, provider.id)).id, host });
  }
  await requireHosts(client, provider, [...excludeHost, ...pinned.map(({ host }) => host)]);
  return { excluded, excludedHosts: excludeHost, pinned };
}

async function requireHosts(client: ApiClient, provider: Provider, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const hosts = await listHosts(client, provider.id);
  const missing = names.find((name) => !hosts.some((host) => host.name === name));
  if (missing !== undefined)
    throw refusal('host-unknown', `${provider.name} has no host "${missing}".`, 'evenkeel hosts lists them.');
}
