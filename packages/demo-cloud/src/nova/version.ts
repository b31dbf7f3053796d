import { badRequest, HttpError, notFound } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';

/** `2.96` to 96. */
export function minorVersion(text: string): number {
  return Number(text.split('.')[1] ?? Number.NaN);
}

/** The common header came with Newton: an older cloud does not look at it. */
const FIRST_MAXIMUM_WITH_COMMON_HEADER = 27;

/**
 * The microversion a request asks for: the common header wins, then the legacy one, else 2.1 (operations.md A1).
 * 406 outside 2.1..maximum, 400 when malformed, with Nova's texts.
 */
export function requestedVersion(headers: DemoRequest['headers'], maximum: string): string {
  const known = minorVersion(maximum) >= FIRST_MAXIMUM_WITH_COMMON_HEADER;
  const common = known ? String(headers['openstack-api-version'] ?? '') : '';
  const forCompute = common
    .split(',')
    .map((entry) => entry.trim().split(/\s+/))
    .find(([service]) => service === 'compute');
  const legacy = headers['x-openstack-nova-api-version'];
  const text = forCompute?.[1] ?? (typeof legacy === 'string' ? legacy.trim() : '2.1');
  if (text === 'latest') return maximum;
  if (!/^[1-9]\d*\.(0|[1-9]\d*)$/.test(text)) {
    throw badRequest(`API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`);
  }
  const [major, minor] = text.split('.').map(Number);
  if (major !== 2 || minor === undefined || minor < 1 || minor > minorVersion(maximum)) {
    const message = `Version ${text} is not supported by the API. Minimum is 2.1 and maximum is ${maximum}.`;
    const refusal = new HttpError(406, message);
    refusal.headers = versionHeaders(text);
    throw refusal;
  }
  return text;
}

/** 404 outside the microversions that have the call, as Nova's. */
export function requireVersions(request: DemoRequest, first: number, last = Number.POSITIVE_INFINITY): void {
  if (request.version < first || request.version > last) throw notFound();
}

/** Both headers, as every answer has them. */
export function versionHeaders(version: string): Record<string, string> {
  return {
    'OpenStack-API-Version': `compute ${version}`,
    'X-OpenStack-Nova-API-Version': version,
    Vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
  };
}

/** The document at the endpoint's root and, without its details, in the list above it. */
export function versionView(baseUrl: string, maximum: string) {
  const links = [{ rel: 'self', href: `${baseUrl}/` }];
  return {
    id: 'v2.1',
    status: 'CURRENT',
    version: maximum,
    min_version: '2.1',
    updated: '2013-07-23T11:33:21Z',
    links,
  };
}
