import { type DemoRequest, ok, Router } from '../http/router.ts';
import { requireVersions } from '../nova/version.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { traitsOf } from '../state/traits.ts';
import { allocationCandidates } from './candidates.ts';
import { allocationsOn, consumerView, projectUsages } from './consumers.ts';
import { aggregatesOf, inventoriesOf, listProviders, providerOf, providerView } from './providers.ts';

const GENERATION = { resource_provider_generation: 1 };

/** Placement 1.0 to 1.39, read only (operations.md A8). */
export function createPlacement(region: Region): Router {
  const router = new Router();
  const provider = (path: string, since: number, view: (host: Host, version: number) => unknown): void => {
    router.on('GET', `/resource_providers/:id${path}`, (request) => {
      requireVersions(request, since);
      return ok(view(providerOf(region, request), request.version));
    });
  };
  const call = (path: string, since: number, answer: (request: DemoRequest) => unknown): void => {
    router.on('GET', path, (request) => {
      requireVersions(request, since);
      return ok(answer(request));
    });
  };
  call('/resource_providers', 0, (request) => ({
    resource_providers: listProviders(region, request).map((host) => providerView(host, request.version)),
  }));
  provider('', 0, providerView);
  provider('/inventories', 0, (host) => ({ ...GENERATION, inventories: inventoriesOf(host) }));
  provider('/usages', 0, (host) => ({ ...GENERATION, usages: { ...region.usage(host.name) } }));
  provider('/aggregates', 1, (host, version) => ({
    ...(version >= 19 && GENERATION),
    aggregates: aggregatesOf(region, host),
  }));
  provider('/traits', 6, (host) => ({ ...GENERATION, traits: traitsOf(host) }));
  provider('/allocations', 0, (host, version) => ({
    ...GENERATION,
    allocations: allocationsOn(region, host, version),
  }));
  call('/usages', 9, (request) => projectUsages(region, request));
  call('/allocations/:id', 0, (request) => consumerView(region, request));
  call('/allocation_candidates', 10, (request) => allocationCandidates(region, request));
  return router;
}
