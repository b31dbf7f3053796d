import { badRequest, HttpError } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';

/** `2.96` to 96. */
export function minorVersion(text: string): number {
  return Number(text.split('.')[1] ?? Number.NaN);
}

/**
 * The microversion a request asks for: the common header wins, then the legacy one, else 2.1 (operations.md A1).
 * 406 outside 2.1..maximum, 400 when malformed, with Nova's texts.
 */
export function requestedVersion(headers: DemoRequest['headers'], maximum: string): string {
  const common = String(headers['openstack-api-version'] ?? '');
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
    throw new HttpError(
      406,
      `Version ${text} is not supported by the API. Minimum is 2.1 and maximum is ${maximum}.`,
    );
  }
  return text;
}

/** The document at the endpoint's root and, without its details, in the list above it. */
export function versionView(baseUrl: string, maximum: string): Record<string, unknown> {
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
