/** Whether a way to sign in works, as far as that can be told without a person who signs in. */
import { KeystoneSettings, OidcSettings, type SignInTrial } from '@evenkeel/contract';
import { type CloudAuthentication, CloudError, createCloud } from '@evenkeel/openstack';
import type { ConnectionSettings } from '../clouds.ts';
import { readConnection } from '../db/connections.ts';
import type { StoredWay } from '../db/sign-in-ways.ts';
import { Refusal } from '../http/errors.ts';
import { identify } from '../http/new-connection.ts';
import type { HttpServices } from '../http/services.ts';
import { cloudConnector } from '../net/index.ts';
import { Issuers } from './oidc.ts';
import { issuerAway } from './oidc-flow.ts';

type Services = Pick<HttpServices, 'db' | 'secrets' | 'networks' | 'identifyMs'>;

/** Asks anew, whatever is known of before. Never rejects for what the other side does or does not do. */
export async function tryWay(services: Services, way: StoredWay): Promise<SignInTrial> {
  const asked = way.kind === 'oidc' ? tryIssuer(services, way) : tryKeystone(services, way);
  return asked.catch((thrown: Error) => {
    const error = way.kind === 'oidc' ? issuerAway(way.name, thrown) : thrown;
    const said =
      error instanceof Refusal
        ? error.details.cloudMessage
        : error instanceof CloudError && error.cloudMessage;
    return { answers: false, message: said ? `${error.message} It was said: ${said}` : error.message };
  });
}

async function tryIssuer({ secrets, networks }: Services, way: StoredWay): Promise<SignInTrial> {
  const settings = OidcSettings.parse(way.settings);
  const secret = way.secret === null ? null : secrets.open(way.secret);
  const metadata = (await new Issuers(networks).configurationOf({ settings, secret })).serverMetadata();
  const { host } = new URL(metadata.authorization_endpoint ?? settings.issuer);
  // Few issuers list all claims they can tell, so this is a hint and no more.
  const claims = metadata.claims_supported ?? [];
  const lacks = claims.length > 0 && !claims.includes(settings.groupsClaim);
  const hint = lacks
    ? ` It does not list the claim ${settings.groupsClaim}, from which the groups are read.`
    : '';
  return {
    answers: true,
    message: `${way.name} answers, and people sign in at ${host}.${hint} Whether it knows the client and its secret shows when somebody signs in.`,
  };
}

async function tryKeystone(services: Services, way: StoredWay): Promise<SignInTrial> {
  const { db, secrets, networks } = services;
  const stored = await readConnection(db, KeystoneSettings.parse(way.settings).providerId);
  if (!stored)
    return { answers: false, message: `The cloud behind ${way.name} is no provider of Evenkeel any more.` };
  const { trusted, ...settings } = stored.settings as ConnectionSettings;
  const auth = JSON.parse(secrets.open(stored.secret)) as CloudAuthentication;
  const connector = trusted ? {} : { connector: cloudConnector(networks) };
  const connect = (connection: Parameters<HttpServices['connect']>[0]) =>
    createCloud(connection, { userAgent: 'evenkeel', ...connector });
  await identify({ connect, identifyMs: services.identifyMs }, { ...settings, auth });
  return {
    answers: true,
    message: `The Keystone behind ${way.name} answers. Which of a person's roles count shows when they sign in.`,
  };
}
