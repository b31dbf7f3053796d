import { z } from 'zod';
import { CloudError } from './errors.ts';
import type { Identity } from './identity.ts';
import { compareMicroversions, microversionHeaders, negotiate } from './microversion.ts';
import { read } from './schemas.ts';
import type { Answer, Call } from './transport.ts';

export interface ComputeCall extends Pick<Call, 'method' | 'body' | 'signal' | 'timeoutMs'> {
  /** Below the endpoint, such as `/servers/detail?limit=10`. */
  path: string;
  /** The microversion this call wants; an older cloud is asked for the newest it has. */
  wants: string;
}

const range = { version: z.string(), min_version: z.string() };
/** The document of one version, at its root. */
const versionSchema = z.object({ version: z.object(range) });
/** The list of versions above it: open to everybody, given as 200 or, by some proxies and old clouds, as 300. */
const versionsSchema = z.object({ versions: z.array(z.object({ id: z.string(), ...range })) });
const linksSchema = z.array(z.object({ rel: z.string(), href: z.string() })).optional();

type ListCall = Omit<ComputeCall, 'method' | 'body'>;

/** Anything that a list shows. */
interface Listed {
  id: string | number;
  uuid?: string | null;
}

interface Versions {
  minimum: string;
  maximum: string;
  /** Between the endpoint of the catalog and the paths: empty, or `/v2.1` where the catalog leaves it out. */
  prefix: string;
}

/** Nova at one endpoint: versions negotiated per call, a token renewed once after a 401, lists read to their end. */
export class Compute {
  readonly #identity: Identity;
  #versions: Promise<Versions> | null = null;

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  /** The microversions of the endpoint; read once, and again after a failure. A cloud before 2.1 says empty words. */
  async versions(): Promise<Versions> {
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
    const { maximum, prefix } = await this.versions();
    const { wants, path, ...rest } = call;
    const headers = microversionHeaders(negotiate(wants, maximum));
    const url = (await this.#identity.endpoint('compute')) + prefix + path;
    return this.#identity.send({ ...rest, url, headers });
  }

  /**
   * Every item of a list, page after page by its `*_links`, or the first so many. An item that two pages show, because
   * something was added between them, is given once. Restarts once when a marker was deleted between two pages (Nova
   * answers 400 then, operations.md A10).
   */
  async list<Item extends Listed>(
    call: ListCall,
    key: string,
    item: z.ZodType<Item>,
    most = Number.POSITIVE_INFINITY,
  ): Promise<Item[]> {
    try {
      return await this.#walk(call, key, item, most);
    } catch (error) {
      const markerGone =
        error instanceof CloudError && error.status === 400 && /marker/i.test(error.cloudMessage ?? '');
      if (!markerGone) throw error;
      return this.#walk(call, key, item, most);
    }
  }

  /**
   * Every item of a list that Nova pages by offset and without links (os-server-groups). The page size is the cloud's
   * secret, so the end is a page that shows nothing new.
   */
  async listByOffset<Item extends Listed>(
    call: ListCall,
    key: string,
    item: z.ZodType<Item>,
  ): Promise<Item[]> {
    const page = z.object({ [key]: z.array(item) });
    const items = new Map<string | number, Item>();
    for (let offset = 0; ; offset = items.size) {
      const path = `${call.path}${call.path.includes('?') ? '&' : '?'}offset=${offset}`;
      const answer = await this.send({ ...call, path, method: 'GET' });
      const body = read(page, answer.body, `GET ${call.path}`) as Record<string, Item[]>;
      for (const one of body[key] ?? []) items.set(identityOf(one), one);
      if (items.size === offset) return [...items.values()];
    }
  }

  async #walk<Item extends Listed>(
    call: ListCall,
    key: string,
    item: z.ZodType<Item>,
    most: number,
  ): Promise<Item[]> {
    const page = z.object({ [key]: z.array(item), [`${key}_links`]: linksSchema });
    const items = new Map<string | number, Item>();
    let path: string | null = call.path;
    const walked = new Set<string>();
    while (path !== null && items.size < most) {
      if (walked.has(path))
        throw new CloudError('unexpected-answer', `The pages of ${call.path} go in a circle.`);
      walked.add(path);
      const answer: Answer = await this.send({ ...call, path, method: 'GET' });
      const body = read(page, answer.body, `GET ${call.path}`) as Record<string, unknown>;
      for (const one of body[key] as Item[]) items.set(identityOf(one), one);
      const links = body[`${key}_links`] as z.infer<typeof linksSchema>;
      const next = links?.find(({ rel }) => rel === 'next')?.href;
      // Behind a proxy the links can name another host; only their query is needed.
      path = next === undefined ? null : call.path.split('?')[0] + new URL(next, 'http://any').search;
    }
    return [...items.values()].slice(0, most);
  }

  /**
   * From the document at the endpoint's root; where a cloud does not give it there (300, 401, 404, or a catalog without
   * the version), from the list of versions above it.
   */
  async #readVersions(): Promise<Versions> {
    const endpoint = await this.#identity.endpoint('compute');
    // Older catalogs end in the project's id, where the version document is not.
    const root = /^(.*\/v2(?:\.\d+)?)(?:\/[^/]+)?$/.exec(endpoint)?.[1];
    if (root !== undefined) {
      const body = await this.#document(`${root}/`);
      const single = versionSchema.safeParse(body);
      if (single.success) return rangeOf(single.data.version, '');
    }
    const above = root?.replace(/\/v2(?:\.\d+)?$/, '') ?? endpoint;
    const { versions } = read(versionsSchema, await this.#document(`${above}/`), 'GET / of compute');
    const id = root === undefined ? 'v2.1' : root.slice(root.lastIndexOf('/') + 1);
    // Nova calls its first version v2.0 and serves it at /v2.
    const found = versions.find((one) => one.id === id || one.id === `${id}.0`);
    if (found) return rangeOf(found, root === undefined ? `/${found.id}` : '');
    throw new CloudError('unexpected-answer', 'GET / of compute does not name the version of the catalog.');
  }

  /** Null where the cloud refuses it. With the token: older Novas want one even here. */
  async #document(url: string): Promise<unknown> {
    try {
      return (await this.#identity.send({ method: 'GET', url })).body;
    } catch (error) {
      const elsewhere = [300, 400, 401, 403, 404];
      if (error instanceof CloudError && error.status !== null && elsewhere.includes(error.status))
        return null;
      throw error;
    }
  }
}

/** A cloud before 2.1 leaves the words empty. */
function rangeOf(range: { version: string; min_version: string }, prefix: string): Versions {
  return { minimum: range.min_version || '2.1', maximum: range.version || '2.1', prefix };
}

/** Numbers of migrations are each cell's own; only the uuid tells two of them apart (from 2.59 on). */
function identityOf(item: Listed): string | number {
  return item.uuid ?? item.id;
}
