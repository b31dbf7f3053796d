/** A world with everything that a campaign needs, quick enough for a test: a demo cloud, a runner, maintenance, campaigns. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CampaignDetail, type CampaignSettings, NewCampaign } from '@evenkeel/contract';
import { pino } from 'pino';
import { type CampaignService, type CampaignsOptions, startCampaigns } from '../../src/campaigns/index.ts';
import { showCampaign } from '../../src/campaigns/shown.ts';
import { type MaintenanceService, startMaintenance } from '../../src/maintenance/index.ts';
import { startOutsideSteps } from '../../src/outside/index.ts';
import { createSecretBox } from '../../src/secrets.ts';
import { temporaryFolder } from '../harness.ts';
import { QUICK as QUICK_MAINTENANCE } from '../maintenance/world.ts';
import { QUICK as QUICK_OUTSIDE } from '../outside/world.ts';
import { startWorld, until, type World } from '../runner/world.ts';

/** A minute is a second. */
export const QUICK = { leaseMs: 1500, pollMs: 60, waitMs: 150, minuteMs: 1000 };

export const ONE = 'north-compute-01';
export const THREE = 'north-compute-03';
/** Nothing is on these at first. */
export const FOUR = 'north-compute-04';
export const FIVE = 'north-compute-05';

export interface CampaignWorld extends World {
  maintenance: MaintenanceService;
  campaigns(more?: Partial<CampaignsOptions>): CampaignService;
  /** Asks for a campaign; instances that can not leave stay, unless the settings say otherwise. */
  begin(
    service: CampaignService,
    hosts: string[],
    settings?: { [Name in keyof CampaignSettings]?: unknown },
  ): Promise<string>;
  /** Waits until it is so, and gives it; fails with what was seen last. */
  reaches(id: string, what: string, is: (now: CampaignDetail) => boolean): Promise<CampaignDetail>;
  /** Adds an instance to the host, and lets Evenkeel know; gives its id. */
  add(name: string, host: string, more?: { metadata?: Record<string, string> }): Promise<string>;
  /** As Nova has it. */
  service(host: string): { enabled: boolean; disabledReason: string | null } | undefined;
  /** Names of the living instances on the host. */
  on(host: string): string[];
  /** How often each instance was asked to move. */
  sent(): Record<string, number>;
  until: typeof until;
  /** The hosts that the command `patch` was run for; the command `broken` fails. */
  worked(): Promise<string[]>;
  /** Ends the controllers of campaigns that were started since. */
  stopCampaigns(): Promise<void>;
}

export async function startCampaignWorld(): Promise<CampaignWorld> {
  const world = await startWorld({ timeScale: 200, instancesPerRegion: 17 });
  const { db, url, clouds, inventory, demo, north } = world;
  const runner = world.runner();
  const logger = pino({ level: process.env.EVENKEEL_TEST_LOG ?? 'silent' });
  const folder = await temporaryFolder();
  const worked = join(folder, 'worked');
  await writeFile(worked, '');
  const outside = startOutsideSteps({
    ...{ db, logger, secrets: createSecretBox(randomBytes(32)) },
    networks: { allowed: [], loopback: true, ownPort: null },
    commands: new Map([
      ['patch', ['/bin/sh', '-c', `echo "$HOST" >> ${worked}`]],
      ['broken', ['/bin/sh', '-c', 'echo no such firmware; exit 3']],
    ]),
    timing: QUICK_OUTSIDE,
  });
  const maintenance = startMaintenance({
    ...{ db, connectionString: url, clouds, runner, inventory, outside, logger },
    timing: { ...QUICK_MAINTENANCE.maintenance, upForMs: 100 },
  });
  for (const { id, metadata } of demo.control.instances('north'))
    if (metadata.demo !== undefined) demo.control.deleteInstance(id);
  await world.observe();
  const started: CampaignService[] = [];
  const stopCampaigns = async () => {
    await Promise.all(started.splice(0).map((one) => one.stop()));
  };
  const campaigns: CampaignWorld['campaigns'] = (more = {}) => {
    const options = { db, connectionString: url, clouds, maintenance, outside, logger, timing: QUICK };
    const service = startCampaigns({ ...options, ...more });
    started.push(service);
    return service;
  };
  const living = () => demo.control.instances('north').filter(({ deletedAt }) => deletedAt === null);
  return {
    ...{ ...world, maintenance, campaigns, stopCampaigns, until },
    async begin(service, hosts, settings = {}) {
      const request = NewCampaign.parse({
        ...{ name: 'firmware', providerId: north, hosts, idempotencyKey: randomUUID() },
        settings: { choices: { others: 'leave' }, ...settings },
      });
      return (await service.create(request, 'ada')).campaign.id;
    },
    async reaches(id, what, is) {
      let last: CampaignDetail | null = null;
      return until(what, async () => {
        last = await showCampaign(db, id);
        return last !== null && is(last) && last;
      }).catch((error: Error) => {
        throw new Error(`${error.message} ${JSON.stringify(last, null, 1)}`);
      });
    },
    async add(name, host, more = {}) {
      const [id = ''] = demo.control.addInstances({ name, region: 'north', host, ...more });
      await world.observe();
      return id;
    },
    service: (host) => demo.control.hosts('north').find(({ name }) => name === host),
    on: (host) =>
      living()
        .filter((instance) => instance.host === host)
        .map(({ name }) => name)
        .sort(),
    sent() {
      const counts: Record<string, number> = {};
      for (const { action, path } of demo.control.requests().entries) {
        if (action !== 'os-migrateLive') continue;
        const name = living().find(({ id }) => path.includes(id))?.name ?? path;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    worked: async () => (await readFile(worked, 'utf8')).split('\n').filter(Boolean),
    async stop() {
      await stopCampaigns();
      await outside.stop();
      await maintenance.stop();
      await world.stop();
    },
  };
}
