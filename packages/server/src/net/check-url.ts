/** Whether the server may speak to an address that somebody gave it, said before anything is stored or sent. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { DomainRefusal } from '../runner/refusal.ts';
import { type Networks, refusalOf } from './networks.ts';

/** What the address is for, as it stands in a sentence. */
export type Purpose = 'cloud' | 'webhook' | 'Prometheus' | 'sign-in service';

/** A name that does not resolve in this time is judged when it is connected to. */
const RESOLVE_MS = 3_000;

/**
 * Throws DomainRefusal (400, `address-not-allowed`) with a sentence for a URL that is not http or https, holds a user
 * or a password, or leads to an address that is refused. A name that does not resolve passes: it is looked up again, and
 * judged, at each connection (see connector.ts), which is also what makes a name that changes its address useless.
 */
export async function checkUrl(url: string, purpose: Purpose, networks: Networks): Promise<URL> {
  const parsed = parseUrl(url, purpose);
  const host = hostOf(parsed);
  const addresses = isIP(host) ? [host] : await resolve(host);
  for (const address of addresses) refuseAddress(host, address, portOf(parsed), purpose, networks);
  return parsed;
}

/** What can be said of a URL without asking anybody. Throws DomainRefusal. */
export function parseUrl(url: string, purpose: Purpose): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw notAllowed(`The address of the ${purpose} must begin with https:// or http://.`);
  if (parsed.username || parsed.password)
    throw notAllowed(
      `The address of the ${purpose} must hold no user and no password: everybody who may look sees it.`,
    );
  return parsed;
}

/** Throws DomainRefusal when this address may not be spoken to. @param host as it was given. */
export function refuseAddress(
  host: string,
  address: string,
  port: number,
  purpose: Purpose,
  networks: Networks,
): void {
  const reason = refusalOf(address, port, networks);
  if (reason === null) return;
  const leads = host === address ? `${host}` : `${host} leads to ${address}, which`;
  throw notAllowed(
    `Evenkeel does not speak to a ${purpose} there: ${leads} ${reason}.`,
    'If it is meant so, start Evenkeel with EVENKEEL_ALLOW_NETWORKS naming the address or its network.',
  );
}

/** Without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? { 'http:': 80, 'https:': 443 }[protocol as 'http:' | 'https:'] : Number(port);
}

async function resolve(host: string): Promise<string[]> {
  const late = new Promise<never[]>((done) => setTimeout(done, RESOLVE_MS, []).unref());
  const found = lookup(host, { all: true }).then(
    (addresses) => addresses.map(({ address }) => address),
    () => [],
  );
  return Promise.race([found, late]);
}

function notAllowed(sentence: string, nextStep?: string): DomainRefusal {
  return new DomainRefusal(400, 'address-not-allowed', sentence, { nextStep });
}
