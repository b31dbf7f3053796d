/** Controllers of maintenance by themselves, on a runner's world: several at one time, and such as die. */
import { randomBytes } from 'node:crypto';
import { type MaintenanceDetail } from '@evenkeel/contract';
import { pino } from 'pino';
import {
  type MaintenanceOptions,
  type MaintenanceService,
  startMaintenance,
} from '../../src/maintenance/index.ts';
import type { Commands } from '../../src/outside/commands.ts';
import { type Outside, startOutsideSteps } from '../../src/outside/index.ts';
import type { Runner } from '../../src/runner/index.ts';
import { createSecretBox } from '../../src/secrets.ts';
import { QUICK as QUICK_OUTSIDE } from '../outside/world.ts';
import { startWorld, until, type World } from '../runner/world.ts';
import { QUICK } from './world.ts';

/** The host of the demo cloud with an instance of every kind. */
export const HOST = 'north-compute-03';

export interface Controllers {
  world: World;
  outside: Outside;
  controller(more?: Partial<MaintenanceOptions>): MaintenanceService;
  /** One that is killed the first time it comes to the checkpoint. */
  doomed(at: string): { service: MaintenanceService; died: Promise<void> };
  /** Ends every controller; the world stays. */
  stopControllers(): Promise<void>;
  stop(): Promise<void>;
}

/** @param commands that a return can name. */
export async function startControllers(commands: Commands = new Map()): Promise<Controllers> {
  const world = await startWorld({ timeScale: 80, instancesPerRegion: 17 });
  const { db, url: connectionString, clouds, inventory } = world;
  const runner: Runner = world.runner();
  const started: MaintenanceService[] = [];
  const outside = startOutsideSteps({
    ...{ db, commands, secrets: createSecretBox(randomBytes(32)), logger: pino({ level: 'silent' }) },
    timing: QUICK_OUTSIDE,
    networks: { allowed: [], loopback: true, ownPort: null },
  });

  function controller(more: Partial<MaintenanceOptions> = {}): MaintenanceService {
    const service = startMaintenance({
      db,
      connectionString,
      clouds,
      runner,
      inventory,
      outside,
      logger: pino({ level: 'silent' }),
      timing: QUICK.maintenance,
      ...more,
    });
    started.push(service);
    return service;
  }

  async function stopControllers(): Promise<void> {
    await Promise.all(started.splice(0).map((one) => one.stop()));
  }

  return {
    world,
    outside,
    controller,
    stopControllers,
    doomed(at) {
      let tell = () => {};
      const died = new Promise<void>((resolve) => {
        tell = resolve;
      });
      const checkpoint = (passed: string) => {
        if (passed !== at) return;
        tell();
        throw new Error('kill -9');
      };
      return { service: controller({ checkpoint }), died };
    },
    async stop() {
      await stopControllers();
      await outside.stop();
      await world.stop();
    },
  };
}

/** Waits until it is so, and gives it; fails with what was seen last. */
export async function reaches(
  service: MaintenanceService,
  id: string,
  is: (now: MaintenanceDetail) => boolean,
): Promise<MaintenanceDetail> {
  let last: MaintenanceDetail | null = null;
  return until('it is so', async () => {
    last = await service.get(id);
    return last !== null && is(last) && last;
  }).catch((error: Error) => {
    throw new Error(`${error.message} ${JSON.stringify(last, null, 1)}`);
  });
}
