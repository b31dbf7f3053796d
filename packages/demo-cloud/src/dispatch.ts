import { HttpError, keystoneErrorBody, notFound, novaErrorBody, placementErrorBody } from './http/errors.ts';
import type { RawRequest } from './http/listener.ts';
import { type Answer, type DemoRequest, ok, type Router } from './http/router.ts';
import type { Keystone, Token } from './keystone.ts';
import { versionDocument } from './keystone.ts';
import type { Nova } from './nova/nova.ts';
import { minorVersion } from './nova/version.ts';
import type { Random } from './state/random.ts';

export interface RegionServices {
  nova: Nova;
  placement: Router;
  glance: Router;
}

export interface Services {
  keystone: Keystone;
  regions: Map<string, RegionServices>;
  control: (body: unknown) => unknown;
  random: Random;
}

const NOBODY: Token = { userId: '', projectId: null, roles: [], expiresAt: 0 };

/** Leads a request by its path to Keystone, a region's Nova, placement or Glance, or the demo's own control. */
export function dispatch(services: Services, raw: RawRequest): Answer {
  const [first = '', second = '', ...rest] = raw.url.pathname.split('/').filter((part) => part !== '');
  const requestId = `req-${services.random.uuid()}`;
  if (first === 'control' && raw.method === 'POST') return control(services, raw.body);
  if (first === 'identity') return keystone(services, raw, `/${[second, ...rest].join('/')}`, requestId);
  const region = services.regions.get(first);
  if (region && second === 'compute') return compute(services, region, raw, first, rest, requestId);
  if (region && second === 'placement') return placement(services, region, raw, first, rest, requestId);
  if (region && second === 'image') return image(services, region, raw, first, rest, requestId);
  return { status: 404, body: { message: 'No service answers at this path.' } };
}

function control(services: Services, body: unknown): Answer {
  try {
    return ok({ result: services.control(body) ?? null });
  } catch (error) {
    return { status: 400, body: { message: error instanceof Error ? error.message : String(error) } };
  }
}

function demoRequest(
  raw: RawRequest,
  path: string,
  root: string,
  requestId: string,
  token: Token,
): DemoRequest {
  const { method, headers, body, url } = raw;
  return {
    method,
    path,
    params: {},
    query: url.searchParams,
    headers,
    body,
    requestId,
    baseUrl: url.origin + root,
    token,
    version: 1,
    maximum: 1,
  };
}

function keystone(services: Services, raw: RawRequest, path: string, requestId: string): Answer {
  const headers = { 'x-openstack-request-id': requestId, Vary: 'X-Auth-Token' };
  return guarded(headers, keystoneErrorBody, () => {
    if (path === '/')
      return { status: 300, body: { versions: { values: [versionDocument(`${raw.url.origin}/identity`)] } } };
    const found = services.keystone.router.find(raw.method, path);
    if (!found) throw notFound('The resource could not be found.');
    const open = path === '/v3' || path === '/v3/' || (raw.method === 'POST' && path === '/v3/auth/tokens');
    const token = open ? NOBODY : services.keystone.authenticate(raw.headers['x-auth-token']);
    return found.handler({ ...demoRequest(raw, path, '/identity', requestId, token), params: found.params });
  });
}

function compute(
  services: Services,
  region: RegionServices,
  raw: RawRequest,
  name: string,
  rest: string[],
  requestId: string,
): Answer {
  const headers = { 'X-OpenStack-Request-Id': requestId, 'X-Compute-Request-Id': requestId };
  const [version, ...parts] = rest;
  const root = `/${name}/compute/v2.1`;
  return guarded(headers, novaErrorBody, () => {
    if (version === undefined) return region.nova.versions(raw.url.origin + root);
    if (version !== 'v2.1') throw notFound();
    if (parts.length === 0) return region.nova.version(raw.url.origin + root);
    const token = services.keystone.authenticate(raw.headers['x-auth-token']);
    return region.nova.handle(demoRequest(raw, `/${parts.join('/')}`, root, requestId, token), raw.malformed);
  });
}

function placement(
  services: Services,
  region: RegionServices,
  raw: RawRequest,
  name: string,
  rest: string[],
  requestId: string,
): Answer {
  const asked = String(raw.headers['openstack-api-version'] ?? '').replace(/^placement\s+/, '');
  const version = asked === 'latest' ? '1.39' : asked || '1.0';
  const headers = {
    'OpenStack-API-Version': `placement ${version}`,
    Vary: 'OpenStack-API-Version',
    'X-OpenStack-Request-Id': requestId,
  };
  return guarded(
    headers,
    (status, message) => placementErrorBody(status, message, requestId, minorVersion(version)),
    () => {
      if (rest.length === 0) {
        return ok({
          versions: [
            {
              id: 'v1.0',
              max_version: '1.39',
              min_version: '1.0',
              status: 'CURRENT',
              links: [{ rel: 'self', href: '' }],
            },
          ],
        });
      }
      const token = services.keystone.authenticate(raw.headers['x-auth-token']);
      if (!/^1\.([0-9]|[12][0-9]|3[0-9])$/.test(version))
        throw new HttpError(406, `Unacceptable version header: ${version}`);
      if (!token.roles.includes('admin'))
        throw new HttpError(403, 'Policy does not allow placement:resource_providers:list to be performed.');
      const path = `/${rest.join('/')}`;
      const found = region.placement.find(raw.method, path);
      if (!found) throw notFound('The resource could not be found.');
      const request = demoRequest(raw, path, `/${name}/placement`, requestId, token);
      const answer = found.handler({ ...request, params: found.params, version: minorVersion(version) });
      return minorVersion(version) < 15
        ? answer
        : { ...answer, headers: { 'Cache-Control': 'no-cache', ...answer.headers } };
    },
  );
}

function image(
  services: Services,
  region: RegionServices,
  raw: RawRequest,
  name: string,
  rest: string[],
  requestId: string,
): Answer {
  return guarded({ 'X-OpenStack-Request-Id': requestId }, keystoneErrorBody, () => {
    const path = `/${rest.join('/')}`;
    const found = region.glance.find(raw.method, path);
    if (!found) throw notFound();
    const token = rest[0] === 'v2' ? services.keystone.authenticate(raw.headers['x-auth-token']) : NOBODY;
    const request = demoRequest(raw, path, `/${name}/image`, requestId, token);
    return found.handler({ ...request, params: found.params });
  });
}

/** Adds the service's headers and turns errors into its form of answer. */
function guarded(
  headers: Record<string, string>,
  body: (status: number, message: string) => unknown,
  work: () => Answer,
): Answer {
  try {
    const answer = work();
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof HttpError)) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { status: 500, headers, body: body(500, `Unexpected API Error in the demo cloud: ${message}`) };
    }
    const challenge: Record<string, string> =
      error.status === 401 ? { 'WWW-Authenticate': 'Keystone uri="/identity"' } : {};
    return {
      status: error.status,
      headers: { ...headers, ...challenge, ...error.headers },
      body: body(error.status, error.message),
    };
  }
}
