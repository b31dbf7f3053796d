import { z } from 'zod';
import { CloudError } from './errors.ts';
import type { Identity } from './identity.ts';
import { compareMicroversions, microversionHeaders, negotiate } from './microversion.ts';
import { read } from './schemas.ts';
import type { Answer, Call, Transport } from './transport.ts';

export interface ComputeCall extends Pick<Call, 'method' | 'body' | 'signal'> {
  /** Below the endpoint, such as `/servers/detail?limit=10`. */
  path: string;
  /** The microversion this call wants; an older cloud is asked for the newest it has. */
  wants: string;
}

const versionSchema = z.object({ version: z.object({ version: z.string(), min_version: z.string() }) });
const linksSchema = z.array(z.object({ rel: z.string(), href: z.string() })).optional();

/** More pages than any cloud has at 1,000 a page: a list whose links go in circles ends here with an error. */
const MOST_PAGES = 10_000;

/** Nova at one endpoint: versions negotiated per call, a token renewed once after a 401, lists read to their end. */
export class Compute {
  readonly #transport: Transport;
  readonly #identity: Identity;
  #versions: Promise<{ minimum: string; maximum: string }> | null = null;

  constructor(transport: Transport, identity: Identity) {
    this.#transport = transport;
    this.#identity = identity;
  }

  /** The microversions of the endpoint; read once, and again after a failure. A cloud before 2.1 says empty words. */
  async versions(): Promise<{ minimum: string; maximum: string }> {
    this.#versions ??= this.#readVersions().catch((error) => {
      this.#versions = null;
      throw error;
    });
    return this.#versions;
  }

  /** True when the cloud has this microversion. */
  async has(version: string): Promise<boolean> {
    return compareMicroversions(version, (await this.versions()).maximum) <= 0;
  }

  async send(call: ComputeCall): Promise<Answer> {
    const endpoint = await this.#identity.endpoint('compute');
    const version = negotiate(call.wants, (await this.versions()).maximum);
    return this.#authorized({ ...call, url: endpoint + call.path, headers: microversionHeaders(version) });
  }

  /**
   * Every item of a list, page after page by its `*_links`. Restarts once when a marker was deleted between two pages
   * (Nova answers 400 then, operations.md A10).
   */
  async list<Item extends { id: string | number }>(
    call: Omit<ComputeCall, 'method' | 'body'>,
    key: string,
    item: z.ZodType<Item>,
  ): Promise<Item[]> {
    try {
      return await this.#walk(call, key, item);
    } catch (error) {
      const markerGone =
        error instanceof CloudError && error.status === 400 && /marker/i.test(error.cloudMessage ?? '');
      if (!markerGone) throw error;
      return this.#walk(call, key, item);
    }
  }

  async #walk<Item extends { id: string | number }>(
    call: Omit<ComputeCall, 'method' | 'body'>,
    key: string,
    item: z.ZodType<Item>,
  ): Promise<Item[]> {
    const page = z.object({ [key]: z.array(item), [`${key}_links`]: linksSchema });
    const items = new Map<string | number, Item>();
    let path: string | null = call.path;
    for (let pages = 0; path !== null; pages += 1) {
      if (pages === MOST_PAGES)
        throw new CloudError('unexpected-answer', `The pages of ${call.path} have no end.`);
      const answer: Answer = await this.send({ ...call, path, method: 'GET' });
      const body = read(page, answer.body, `GET ${call.path}`) as Record<string, unknown>;
      for (const one of body[key] as Item[]) items.set(one.id, one);
      const links = body[`${key}_links`] as z.infer<typeof linksSchema>;
      const next = links?.find(({ rel }) => rel === 'next')?.href;
      // Behind a proxy the links can name another host; only their query is needed.
      path = next === undefined ? null : call.path.split('?')[0] + new URL(next).search;
    }
    return [...items.values()];
  }

  async #readVersions(): Promise<{ minimum: string; maximum: string }> {
    const endpoint = await this.#identity.endpoint('compute');
    // Older catalogs end in the project's id, where the version document is not.
    const root = /^(.*\/v2(?:\.\d+)?)(?:\/[^/]+)?$/.exec(endpoint)?.[1] ?? endpoint;
    const answer = await this.#authorized({ method: 'GET', url: `${root}/` });
    const { version } = read(versionSchema, answer.body, 'GET / of compute');
    return { minimum: version.min_version || '2.1', maximum: version.version || '2.1' };
  }

  async #authorized(call: Call): Promise<Answer> {
    const token = await this.#identity.token();
    try {
      return await this.#transport.send({
        ...call,
        headers: { ...call.headers, 'x-auth-token': token.value },
      });
    } catch (error) {
      if (!(error instanceof CloudError) || error.kind !== 'unauthorized') throw error;
      // A 401 is given before anything is done, so even a change may be sent again with a new token.
      this.#identity.forget(token);
      const renewed = await this.#identity.token();
      return this.#transport.send({ ...call, headers: { ...call.headers, 'x-auth-token': renewed.value } });
    }
  }
}
