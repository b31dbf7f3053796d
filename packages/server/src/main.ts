/** The only file that wires the parts together: database, clouds, inventory, runner, HTTP, in this order. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { createCloud } from '@evenkeel/openstack';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { type ApprovalOptions, startApprovals } from './approvals/index.ts';
import { type BalanceOptions, startBalance } from './balance/index.ts';
import { type CampaignsOptions, startCampaigns } from './campaigns/index.ts';
import { createCloudRegistry } from './clouds.ts';
import { type Db, openDatabase } from './db/database.ts';
import { freeAllLeases } from './db/dead-leases.ts';
import { migrate } from './db/migrate.ts';
import { listen, notify } from './db/notify.ts';
import { type Certificate, type CertificateFiles, openCertificate } from './http/certificate.ts';
import { createHttpServer, type HttpServices } from './http/index.ts';
import { startInventory } from './inventory/index.ts';
import { openKeys } from './keys/index.ts';
import { type MaintenanceOptions, startMaintenance } from './maintenance/index.ts';
import { cloudConnector, type Networks } from './net/index.ts';
import { readCommands } from './outside/commands.ts';
import { type OutsideOptions, startOutsideSteps } from './outside/index.ts';
import { type EmbeddedPostgres, startPostgres } from './postgres/index.ts';
import { startProbes } from './probe/index.ts';
import { type RunnerOptions, startRunner } from './runner/index.ts';
import { listenOn, localUrl } from './start/address.ts';
import type { Configuration } from './start/configuration.ts';
import { openDataDirectory } from './start/data-directory.ts';
import { prepareCode } from './start/first-start.ts';
import { type ConfiguredClouds, readConfiguredClouds, saveProviders, wantsDemo } from './start/providers.ts';
import { RefusalToStart } from './start/refusal-to-start.ts';
import { Teardown } from './start/teardown.ts';

export const VERSION: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version;

export interface Parts {
  logger: Logger;
  /** Read from clouds.yaml and the OS_* variables when not given. */
  clouds?: ConfiguredClouds;
  /** A demo cloud that runs already, and goes on when the server stops. */
  demoCloud?: DemoCloud;
  runner?: Pick<RunnerOptions, 'checkpoint' | 'timing'>;
  maintenance?: Pick<MaintenanceOptions, 'checkpoint' | 'timing'>;
  campaigns?: Pick<CampaignsOptions, 'checkpoint' | 'timing'>;
  outside?: Pick<OutsideOptions, 'checkpoint' | 'timing'>;
  balance?: Pick<BalanceOptions, 'lookEveryMs'>;
  approvals?: Pick<ApprovalOptions, 'checkpoint' | 'lookEveryMs'>;
  http?: Pick<HttpServices, 'rateLimit'>;
}

export interface Evenkeel {
  /** For programs on this machine. */
  url: string;
  port: number;
  ownerToken: string;
  db: Db;
  /** Holds a password: never to be shown. */
  databaseUrl: string;
  /** With it the administrator chooses a password; null but at the first start and at a reset. To be told once. */
  newCode: string | null;
  /** The demo cloud, when it runs. */
  demo: DemoCloud | null;
  /** What could not be used, in sentences for the person who starts it. */
  problems: string[];
  /** Resolves with a sentence when something without which nothing works ended by itself. */
  broken: Promise<string>;
  stop(): Promise<void>;
  /** The last resort: nothing is waited for. */
  stopAtOnce(): void;
}

/** Starts everything. Throws RefusalToStart for what the person can mend; then nothing is left running. */
export async function start(configuration: Configuration, parts: Parts): Promise<Evenkeel> {
  const teardown = new Teardown(parts.logger);
  try {
    return await startParts(configuration, parts, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function startParts(
  configuration: Configuration,
  { logger, ...parts }: Parts,
  teardown: Teardown,
): Promise<Evenkeel> {
  const commands = readCommands(configuration.commandsFile);
  const data = await openDataDirectory(configuration.dataDirectory);
  teardown.add('the data directory', () => data.close());

  const keys = await openKeys(data.path, configuration.secretKey).catch((error: Error) => {
    throw new RefusalToStart(error.message, { cause: error });
  });
  const { secrets } = keys;

  let embedded: EmbeddedPostgres | null = null;
  if (configuration.databaseUrl === null) {
    embedded = await startPostgres(data.path, logger);
    teardown.add('PostgreSQL', embedded.stop);
  }
  const databaseUrl = embedded?.connectionString ?? (configuration.databaseUrl as string);
  let closing = false;
  const db = openDatabase(databaseUrl, {
    // Closing a pool does not wait until the server knows of it; a PostgreSQL that then stops ends what is left.
    onError: (error) => closing || logger.warn({ err: error }, 'A connection to the database broke'),
  });
  teardown.add('the database connections', () => {
    closing = true;
    return db.destroy();
  });
  await migrate(db).catch((error: Error) => {
    throw new RefusalToStart(`The database can not be used: ${error.message}`, { cause: error });
  });
  if (embedded) await freeAllLeases(db);
  const sealed = await keys.finish(db);
  if (sealed.resealed + sealed.unreadable > 0)
    logger.warn(sealed, 'Secrets were sealed anew with the first key');

  const configured = parts.clouds ?? (await readConfiguredClouds());
  let demo: DemoCloud | null = parts.demoCloud ?? null;
  if (demo === null && (await wantsDemo(db, configuration.demo, configured))) {
    const started = await startDemoCloud();
    teardown.add('the demo cloud', () => started.close());
    demo = started;
  }
  const problems = await saveProviders(db, secrets, configured, demo);

  const networks: Networks = {
    allowed: configuration.allowedNetworks,
    loopback: demo !== null,
    ownPort: null,
  };
  const clouds = createCloudRegistry(db, secrets, networks);
  teardown.add('the connections to the clouds', () => clouds.closeAll());
  const inventory = startInventory({
    db,
    clouds,
    logger: logger.child({ part: 'inventory' }),
    connectionString: databaseUrl,
  });
  teardown.add('the inventory', () => inventory.stop());
  const runner = startRunner({
    db,
    clouds,
    inventory,
    logger: logger.child({ part: 'runner' }),
    connectionString: databaseUrl,
    ...parts.runner,
  });
  teardown.add('the runner', () => runner.stop());
  const outside = startOutsideSteps({
    db,
    secrets,
    networks,
    commands,
    logger: logger.child({ part: 'outside' }),
    ...parts.outside,
  });
  teardown.add('steps outside', () => outside.stop());
  const maintenance = startMaintenance({
    db,
    clouds,
    runner,
    inventory,
    outside,
    logger: logger.child({ part: 'maintenance' }),
    connectionString: databaseUrl,
    ...parts.maintenance,
  });
  teardown.add('maintenance', () => maintenance.stop());
  const campaigns = startCampaigns({
    db,
    clouds,
    maintenance,
    outside,
    logger: logger.child({ part: 'campaigns' }),
    connectionString: databaseUrl,
    ...parts.campaigns,
  });
  teardown.add('campaigns', () => campaigns.stop());
  const balance = startBalance({
    db,
    clouds,
    databaseUrl,
    runner,
    secrets,
    networks,
    logger: logger.child({ part: 'balance' }),
    ...parts.balance,
  });
  teardown.add('balancing', () => balance.stop());
  const approvals = startApprovals({
    ...{ db, runner, maintenance, campaigns, balance },
    logger: logger.child({ part: 'approvals' }),
    ...parts.approvals,
  });
  teardown.add('approvals', () => approvals.stop());
  const probes = startProbes({
    db,
    logger: logger.child({ part: 'probe' }),
    connectionString: databaseUrl,
  });
  teardown.add('the probes', () => probes.stop());

  const certificate = configuration.tls && openTls(configuration.tls, logger);
  if (certificate) teardown.add('looking at the certificate', () => certificate.close());
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const ownerToken = randomBytes(32).toString('base64url');
  const http = await createHttpServer({
    db,
    runner,
    maintenance,
    campaigns,
    outside,
    balance,
    approvals,
    networks,
    connect: (connection) =>
      createCloud(connection, { userAgent: 'evenkeel', connector: cloudConnector(networks) }),
    listen: async (handler) => {
      const listener = await listen(databaseUrl, handler, (error) =>
        logger.warn({ err: error }, 'The connection for live events broke; it is made again'),
      );
      return () => listener.close();
    },
    notify: (event) => notify(db, event),
    secrets,
    keys: { inUse: () => keys.inUse(db), rotate: () => keys.rotate(db) },
    ownerToken,
    // Not each request: what went wrong.
    logger: logger.child({ part: 'http' }, { level: 'warn' }),
    webRoot: configuration.webRoot,
    loopbackOnly: configuration.loopbackOnly,
    hosts: configuration.hosts,
    trustedProxies: configuration.trustedProxies,
    certificate,
    ...parts.http,
    version: VERSION,
    providerAdded: (id) => inventory.providerAdded(id),
    providerRemoved: (id) => {
      inventory.providerRemoved(id);
      clouds.forget(id).catch((error) => logger.warn({ err: error }, 'Closing a cloud failed'));
    },
    firstPassTried: () => inventory.firstPassTried(),
    metrics,
  });
  teardown.add('the web server', () => http.close());
  const port = await listenOn(http, configuration);
  networks.ownPort = port;
  const url = localUrl(configuration, port);
  await data.announce(url, ownerToken);

  return {
    url,
    port,
    ownerToken,
    db,
    databaseUrl,
    newCode: await prepareCode(db, configuration.resetPassword),
    demo,
    problems,
    broken: new Promise((resolve) => {
      embedded?.lost.then(() => resolve('The embedded PostgreSQL ended by itself; postgres.log says why.'));
    }),
    stop: () => teardown.run(),
    stopAtOnce: () => embedded?.stopAtOnce(),
  };
}

/** Throws RefusalToStart. */
function openTls(files: CertificateFiles, logger: Logger): Certificate {
  try {
    return openCertificate(files, (error) =>
      logger.error({ err: error }, 'The new certificate can not be used; the old one still is'),
    );
  } catch (error) {
    const { certFile, keyFile } = files;
    const why = (error as Error).message;
    throw new RefusalToStart(`The certificate ${certFile} with the key ${keyFile} can not be used: ${why}.`);
  }
}
