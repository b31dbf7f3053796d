import type { Token } from '../keystone.ts';

/** A request after reading: what the handlers need and no more. */
export interface DemoRequest {
  method: string;
  /** Below the service's root, such as `/servers/detail`. */
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  requestId: string;
  /** The service's root as the client sees it, such as `http://127.0.0.1:1234/north/compute/v2.1`. */
  baseUrl: string;
  token: Token;
  /** The minor part of the service's microversion: 53 for 2.53. */
  version: number;
  /** The minor part of the highest one the service has: how new the cloud is. */
  maximum: number;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export type Handler = (request: DemoRequest) => Answer;

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const accepted: Answer = { status: 202 };

interface Route {
  method: string;
  parts: string[];
  handler: Handler;
}

/** Finds the handler of a path; `:name` parts become params. Routes are tried by their number of parts. */
export class Router {
  readonly #routes = new Map<string, Route[]>();

  on(method: string, pattern: string, handler: Handler): this {
    const parts = split(pattern);
    const key = `${method} ${parts.length}`;
    this.#routes.set(key, [...(this.#routes.get(key) ?? []), { method, parts, handler }]);
    return this;
  }

  find(method: string, path: string): { handler: Handler; params: Record<string, string> } | null {
    const parts = split(path);
    for (const route of this.#routes.get(`${method} ${parts.length}`) ?? []) {
      const params: Record<string, string> = {};
      const matches = route.parts.every((part, index) => {
        if (!part.startsWith(':')) return part === parts[index];
        params[part.slice(1)] = decodeURIComponent(parts[index] ?? '');
        return true;
      });
      if (matches) return { handler: route.handler, params };
    }
    return null;
  }
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
