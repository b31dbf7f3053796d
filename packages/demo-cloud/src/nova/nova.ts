import { badRequest, HttpError } from '../http/errors.ts';
import { type Answer, type DemoRequest, ok, Router } from '../http/router.ts';
import type { LiveMigrations } from '../state/live-migration.ts';
import type { Region } from '../state/region.ts';
import { addCatalogueRoutes } from './catalogue.ts';
import { addHypervisorRoutes } from './hypervisors.ts';
import { addInstanceActionRoutes } from './instance-actions.ts';
import { addMigrationRoutes } from './migrations.ts';
import { addServerActionRoute } from './server-actions.ts';
import { addServerRoutes } from './servers.ts';
import { addServiceRoutes } from './services.ts';
import { minorVersion, requestedVersion, versionView } from './version.ts';

/** One region's compute API below `/v2.1`: microversion first, then the route. */
export class Nova {
  readonly #router = new Router();
  readonly #maximum: string;

  constructor(region: Region, migrations: LiveMigrations, maximum: string) {
    this.#maximum = maximum;
    addServerRoutes(this.#router, region);
    addServerActionRoute(this.#router, region, migrations);
    addMigrationRoutes(this.#router, region, migrations);
    addInstanceActionRoutes(this.#router, region);
    addServiceRoutes(this.#router, region);
    addHypervisorRoutes(this.#router, region);
    addCatalogueRoutes(this.#router, region);
  }

  /** `/` above the endpoint: no token needed. */
  versions(baseUrl: string): Answer {
    return ok({ versions: [versionView(baseUrl, this.#maximum)] });
  }

  /** `/v2.1/`: no token needed either. */
  version(baseUrl: string): Answer {
    const mediaTypes = [
      { base: 'application/json', type: 'application/vnd.openstack.compute+json;version=2.1' },
    ];
    return ok({ version: { ...versionView(baseUrl, this.#maximum), 'media-types': mediaTypes } });
  }

  handle(request: DemoRequest, malformed: boolean): Answer {
    const version = requestedVersion(request.headers, this.#maximum);
    const headers = {
      'OpenStack-API-Version': `compute ${version}`,
      'X-OpenStack-Nova-API-Version': version,
      Vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
    };
    try {
      if (malformed)
        throw badRequest(
          'The server could not comply with the request since it is either malformed or otherwise incorrect.',
        );
      const found = this.#router.find(request.method, request.path);
      if (!found) return { status: 404, headers, body: NO_SUCH_PATH };
      const answer = found.handler({ ...request, params: found.params, version: minorVersion(version) });
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
