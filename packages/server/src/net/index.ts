/**
 * The one way to an address that somebody else chose: a cloud or a Prometheus added by the API, a webhook, a sign-in
 * service. `checkUrl` before such an address is stored, `guardedFetch` to speak to it.
 */
export { checkUrl, type Purpose } from './check-url.ts';
export { cloudConnector } from './cloud-connector.ts';
export { guardedConnector } from './connector.ts';
export { type GuardedFetchOptions, guardedFetch, NoAnswer } from './guarded-fetch.ts';
export { firstNoNetwork, type Networks } from './networks.ts';
