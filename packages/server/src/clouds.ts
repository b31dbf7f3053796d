/** One connection to each provider's cloud, made when first asked for and shared by everybody. */
import { type Cloud, type CloudAuthentication, type CloudConnection, createCloud } from '@evenkeel/openstack';
import { auditedCloud } from './audit/clouds.ts';
import { readConnection } from './db/connections.ts';
import type { Db } from './db/database.ts';
import { cloudConnector, type Networks } from './net/index.ts';
import type { SecretBox } from './secrets.ts';

/** The provider is not in the database (any more). */
export class UnknownProvider extends Error {
  constructor(providerId: string) {
    super(`There is no provider ${providerId}.`);
    this.name = 'UnknownProvider';
  }
}

export interface CloudRegistry {
  /** Throws UnknownProvider. Does not talk to the cloud. */
  get(providerId: string): Promise<Cloud>;
  /** To be called when a provider was removed or its connection changed. */
  forget(providerId: string): Promise<void>;
  closeAll(): Promise<void>;
}

export interface ConnectionSettings extends Omit<CloudConnection, 'auth'> {
  /** From a file of the machine's owner, or the demo cloud: it may lead anywhere. Others are held to `Networks`. */
  trusted: boolean;
}

/** How a connection is kept: everything but the authentication in clear, the authentication sealed. */
export function sealConnection(
  connection: CloudConnection,
  secrets: Pick<SecretBox, 'seal'>,
  { trusted }: Pick<ConnectionSettings, 'trusted'>,
): { settings: ConnectionSettings; secret: Buffer } {
  const { auth, ...settings } = connection;
  return { settings: { ...settings, trusted }, secret: secrets.seal(JSON.stringify(auth)) };
}

/** For one try of one call: a fleet's list is big, and a cloud that hangs must be noticed all the same. */
const CALL_TIMEOUT_MILLISECONDS = 20_000;

export function createCloudRegistry(db: Db, secrets: SecretBox, networks: Networks): CloudRegistry {
  const clouds = new Map<string, Promise<Cloud>>();

  async function connect(providerId: string): Promise<Cloud> {
    const stored = await readConnection(db, providerId);
    if (!stored) throw new UnknownProvider(providerId);
    const auth = JSON.parse(secrets.open(stored.secret)) as CloudAuthentication;
    const { trusted, ...settings } = stored.settings as ConnectionSettings;
    const options = { timeoutMs: CALL_TIMEOUT_MILLISECONDS, userAgent: 'evenkeel' };
    const guard = trusted ? {} : { connector: cloudConnector(networks) };
    return auditedCloud(db, providerId, createCloud({ ...settings, auth }, { ...options, ...guard }));
  }

  async function forget(providerId: string): Promise<void> {
    const cloud = clouds.get(providerId);
    clouds.delete(providerId);
    await cloud?.then((one) => one.close()).catch(() => {});
  }

  return {
    get(providerId) {
      const known = clouds.get(providerId);
      if (known) return known;
      const made = connect(providerId);
      clouds.set(providerId, made);
      // What failed once may work the next time.
      made.catch(() => clouds.delete(providerId));
      return made;
    },
    forget,
    async closeAll() {
      await Promise.all([...clouds.keys()].map(forget));
    },
  };
}
