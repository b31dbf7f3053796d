/** Maintenance by the names people type. */
import { type Host, Maintenance, MaintenanceDetail } from '@evenkeel/contract';
import { z } from 'zod';
import { refusal } from '../errors.ts';
import type { ApiClient } from './client.ts';
import { findProvider, listHosts } from './lists.ts';

export function listMaintenance(client: ApiClient, state: 'open' | 'all'): Promise<Maintenance[]> {
  return client.get('/maintenance', z.array(Maintenance), { state });
}

/** The hosts of exactly these names, each once. Throws a refusal for one that is not known or that several clouds have. */
export async function findHosts(
  client: ApiClient,
  names: readonly string[],
  providerName?: string,
): Promise<Host[]> {
  const provider = providerName === undefined ? undefined : await findProvider(client, providerName);
  const hosts = await listHosts(client, provider?.id);
  return [...new Set(names)].map((name) => {
    const found = hosts.filter((host) => host.name === name);
    const [host] = found;
    if (!host) throw refusal('host-unknown', `There is no host "${name}".`, 'evenkeel hosts lists them.');
    if (found.length > 1) {
      const where = found.map((one) => one.provider).join(' and ');
      throw refusal('host-ambiguous', `${where} have a host "${name}".`, 'Say which with --provider.');
    }
    return host;
  });
}

/** By its id, the unique beginning of it, or the name of a host that is in maintenance. */
export async function findMaintenance(
  client: ApiClient,
  typed: string,
  providerName?: string,
): Promise<MaintenanceDetail> {
  const provider = providerName === undefined ? undefined : await findProvider(client, providerName);
  const all = await listMaintenance(client, 'all');
  const found = all.filter(
    ({ id, host, endedAt, providerId }) =>
      (id.startsWith(typed) || (host === typed && endedAt === null)) &&
      (provider === undefined || providerId === provider.id),
  );
  const [one] = found;
  if (!one)
    throw refusal(
      'maintenance-unknown',
      `No maintenance "${typed}" is known.`,
      'evenkeel maintenance lists all.',
    );
  if (found.length > 1)
    throw refusal(
      'maintenance-ambiguous',
      `"${typed}" fits ${found.length} of them.`,
      'Give more of the id, or --provider.',
    );
  return client.get(`/maintenance/${one.id}`, MaintenanceDetail);
}
