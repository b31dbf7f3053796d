/** Whole lists of the API, whatever their length, and the names people type for what is in them. */
import { Host, type Instance, InstancePage, type InstanceQuery, Move, Provider } from '@evenkeel/contract';
import { z } from 'zod';
import { refusal } from '../errors.ts';
import type { ApiClient, Query } from './client.ts';

/** The most that the server gives at once. */
const PAGE_SIZE = 1000;

export function listProviders(client: ApiClient): Promise<Provider[]> {
  return client.get('/providers', z.array(Provider));
}

export function listHosts(client: ApiClient, providerId?: string): Promise<Host[]> {
  return client.get('/hosts', z.array(Host), { provider: providerId });
}

/** What fits of a list that is given in pages, up to `most` of it and whole pages beyond that. */
export async function listPages<T>(
  client: ApiClient,
  path: string,
  item: z.ZodType<T>,
  query: Query,
  most = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  for (;;) {
    const limit = Math.min(PAGE_SIZE, most);
    const { items, nextCursor } = await client.getPage(path, item, { ...query, cursor, limit });
    found.push(...items);
    if (nextCursor === null || found.length >= most) return found;
    cursor = nextCursor;
  }
}

/** Every move that has not ended, newest first. */
export function listOpenMoves(client: ApiClient): Promise<Move[]> {
  return listPages(client, '/moves', Move, { state: 'active' });
}

/**
 * Every instance that fits, read page by page. Instances come and go meanwhile: one that slips from a page to the next
 * is given once.
 */
export async function listInstances(
  client: ApiClient,
  query: Partial<Omit<InstanceQuery, 'page' | 'pageSize'>>,
): Promise<Instance[]> {
  const found = new Map<string, Instance>();
  for (let page = 1; ; page += 1) {
    const { items, total } = await client.get('/instances', InstancePage, {
      ...query,
      page,
      pageSize: PAGE_SIZE,
    });
    for (const item of items) found.set(`${item.providerId}/${item.id}`, item);
    if (items.length === 0 || page * PAGE_SIZE >= total) return [...found.values()];
  }
}

/** The provider with this name or id. Throws a refusal that lists those there are. */
export async function findProvider(client: ApiClient, nameOrId: string): Promise<Provider> {
  const providers = await listProviders(client);
  const found = providers.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found) return found;
  const names = providers.map(({ name }) => name).join(', ');
  const nextStep = names
    ? `The providers are: ${names}.`
    : 'There are none yet: evenkeel provider add --help.';
  throw refusal('provider-unknown', `There is no provider "${nameOrId}".`, nextStep);
}
