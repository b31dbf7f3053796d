import { badRequest } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';

/** Nova's `[api] max_limit`. */
export const MAXIMUM_LIMIT = 1000;

/** The number of items asked for, capped; 400 when it is not a number. */
export function pageLimit(query: URLSearchParams): number {
  const text = query.get('limit');
  if (text === null) return MAXIMUM_LIMIT;
  if (!/^\d+$/.test(text))
    throw badRequest(
      `Invalid input for query parameters limit. Value: ${text}. '${text}' does not match '^[0-9]*$'`,
    );
  return Math.min(Number(text), MAXIMUM_LIMIT);
}

/** Nova gives a `next` link whenever the page is full, even when nothing follows (nova/api/openstack/common.py). */
export function nextLinks(
  request: DemoRequest,
  shown: number,
  limit: number,
  marker: string,
): { rel: string; href: string }[] | null {
  if (limit === 0 || shown < limit) return null;
  const query = new URLSearchParams(request.query);
  query.set('marker', marker);
  return [{ rel: 'next', href: `${request.baseUrl}${request.path}?${query}` }];
}

/** Milliseconds since 1970, or null when the parameter is missing; 400 when it is not a time. */
export function timeParameter(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const moment = Date.parse(zoned);
  if (Number.isNaN(moment))
    throw badRequest(
      `Invalid input for query parameters ${name}. Value: ${text}. '${text}' is not a 'date-time'`,
    );
  return moment;
}

/** The database keeps whole seconds. */
export const wholeSeconds = (moment: number): number => Math.floor(moment / 1000) * 1000;
