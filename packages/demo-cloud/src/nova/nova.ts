import { badRequest, HttpError } from '../http/errors.ts';
import { type Answer, type DemoRequest, ok, Router } from '../http/router.ts';
import type { Moves } from '../state/moves.ts';
import type { Region } from '../state/region.ts';
import { addCatalogueRoutes } from './catalogue.ts';
import { addHypervisorRoutes } from './hypervisors.ts';
import { addInstanceActionRoutes } from './instance-actions.ts';
import { addLimitsRoute } from './limits.ts';
import { addMigrationsRoute } from './migrations.ts';
import { addServerActionRoute } from './server-actions.ts';
import { addServerMigrationRoutes } from './server-migrations.ts';
import { addServerRoutes } from './servers.ts';
import { addServiceRoutes } from './services.ts';
import { minorVersion, requestedVersion, versionHeaders, versionView } from './version.ts';

/** One region's compute API below `/v2.1`: microversion first, then the route. */
export class Nova {
  readonly #router = new Router();
  readonly #maximum: string;

  constructor(region: Region, moves: Moves, maximum: string) {
    this.#maximum = maximum;
    addServerRoutes(this.#router, region);
    addServerActionRoute(this.#router, region, moves);
    addMigrationsRoute(this.#router, region);
    addServerMigrationRoutes(this.#router, region, moves.live);
    addInstanceActionRoutes(this.#router, region);
    addServiceRoutes(this.#router, region);
    addHypervisorRoutes(this.#router, region);
    addCatalogueRoutes(this.#router, region);
    addLimitsRoute(this.#router, region);
  }

  /** `/` above the endpoint: no token needed. */
  versions(baseUrl: string): Answer {
    const oldest = {
      id: 'v2.0',
      status: 'SUPPORTED',
      version: '',
      min_version: '',
      updated: '2011-01-21T11:33:21Z',
      links: [{ rel: 'self', href: `${baseUrl.replace(/v2\.1$/, 'v2')}/` }],
    };
    return ok({ versions: [oldest, versionView(baseUrl, this.#maximum)] });
  }

  /** `/v2.1/`: no token needed either. */
  version(baseUrl: string): Answer {
    const mediaTypes = [
      { base: 'application/json', type: 'application/vnd.openstack.compute+json;version=2.1' },
    ];
    const view = versionView(baseUrl, this.#maximum);
    const links = [
      ...view.links,
      { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' },
    ];
    return {
      ...ok({ version: { ...view, links, 'media-types': mediaTypes } }),
      headers: versionHeaders('2.1'),
    };
  }

  handle(request: DemoRequest, malformed: boolean): Answer {
    const version = requestedVersion(request.headers, this.#maximum);
    const headers = versionHeaders(version);
    try {
      if (malformed)
        throw badRequest(
          'The server could not comply with the request since it is either malformed or otherwise incorrect.',
        );
      const found = this.#router.find(request.method, request.path);
      if (!found) return { status: 404, headers, body: NO_SUCH_PATH };
      const answer = found.handler({
        ...request,
        params: found.params,
        version: minorVersion(version),
        maximum: minorVersion(this.#maximum),
      });
      return { ...answer, headers: { ...headers, ...answer.headers } };
    } catch (error) {
      if (error instanceof HttpError) error.headers = headers;
      throw error;
    }
  }
}

const NO_SUCH_PATH = {
  message: 'The resource could not be found.<br /><br />\n\n\n',
  code: '404 Not Found',
  title: 'Not Found',
};
