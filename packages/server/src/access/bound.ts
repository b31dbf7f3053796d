/**
 * By whose grants the present piece of work is bound. What runs in a request is bound by those of who asks; what Evenkeel
 * does of itself, and what has to know the whole cloud to be right (a plan, a verdict), is not.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { GrantGiven } from '@evenkeel/contract';
import { seesEverything } from './grants.ts';

/** The text of PostgreSQL's setting `evenkeel.grants`; empty: unbound. */
const bounds = new AsyncLocalStorage<string>();

/** What the connection for the present work is to be bound by. */
export function presentBounds(): string {
  return bounds.getStore() ?? '';
}

/** Whether a grant of who asks reaches all of the provider; so it is for Evenkeel itself. */
export function seesWholeProvider(providerId: string): boolean {
  const places = presentBounds();
  if (places === '') return true;
  const bound = JSON.parse(places) as {
    provider: string | null;
    zone: string | null;
    project: string | null;
  }[];
  return bound.some(
    ({ provider, zone, project }) =>
      (provider === null || provider === providerId) && zone === null && project === null,
  );
}

/** Does the work, and everything it begins, bound by these grants: the database shows no more than they let see. */
export function bound<Result>(grants: readonly GrantGiven[], work: () => Result): Result {
  if (seesEverything(grants)) return bounds.run('', work);
  const places = grants.map(({ providerId: provider, zone, projectId: project }) => ({
    provider,
    zone,
    project,
  }));
  return bounds.run(JSON.stringify(places), work);
}

/** Does the work as Evenkeel itself. Whoever calls this has asked before whether the person may. */
export function unbound<Result>(work: () => Result): Result {
  return bounds.run('', work);
}

/** The service with each of its methods done as Evenkeel itself, but for those that only show what is there. */
export function unboundService<Service extends object>(
  service: Service,
  showing: readonly (keyof Service)[] = [],
): Service {
  return new Proxy(service, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || showing.includes(name as keyof Service)) return value;
      return (...parameters: unknown[]) => unbound(() => value.apply(target, parameters));
    },
  });
}
