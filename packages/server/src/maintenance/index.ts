/**
 * Maintenance: hosts are emptied, held and returned. What people want is rows; the controller looks at each again and
 * again, does the next thing, and believes what it sees. It migrates nothing itself: it makes runs.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type CancelMaintenance,
  type MaintenanceChoices,
  type MaintenanceDetail,
  type MaintenancePreview,
  type MaintenanceRequest,
  type NewMaintenance,
  type ReturnPreview,
  ReturnRequest,
  type ReturnWanted,
  RunLimits,
} from '@evenkeel/contract';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import { readMaintenance } from '../db/maintenance-reading.ts';
import {
  digestOfMaintenance,
  findMaintenancesByKey,
  insertMaintenances,
  type Wish,
  type WishDetails,
  wishOfMaintenance,
} from '../db/maintenance-writing.ts';
import { listen } from '../db/notify.ts';
import { pauseRun, resumeRun } from '../db/run-control.ts';
import { bringHostsUpToDate } from '../inventory/fresh-hosts.ts';
import { mortal } from '../leases/died.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { FreshReader } from '../runner/step.ts';
import type { MaintenanceCheckpoint } from './checkpoints.ts';
import { refuseUnfenced } from './evacuation-preview.ts';
import { startMaintenanceLoop } from './loop.ts';
import { createPlanningFor } from './planning.ts';
import { previewMaintenance, refuseUndecided } from './preview.ts';
import { inWords, type OutsideOfMaintenance } from './ready-check.ts';
import { previewReturn } from './return-preview.ts';
import type { RunsOfMaintenance } from './step.ts';
import { MAINTENANCE_TIMING, type MaintenanceTiming } from './timing.ts';

export { MAINTENANCE_CHECKPOINTS, READY_CHECKPOINTS } from './checkpoints.ts';

export interface MaintenanceOptions {
  db: Db;
  /** For the connection that listens to notices. */
  connectionString: string;
  clouds: CloudRegistry;
  runner: RunsOfMaintenance;
  inventory: FreshReader;
  outside: OutsideOfMaintenance;
  logger: Logger;
  /** Tests shorten the times. */
  timing?: Partial<MaintenanceTiming>;
  /** Called at each of MAINTENANCE_CHECKPOINTS; when it throws, the controller behaves as a process that was killed. */
  checkpoint?: (name: MaintenanceCheckpoint, id: string) => Promise<void> | void;
}

/** Ids must be uuids. Null where there is no such maintenance. All throw DomainRefusal for what can not be had now. */
export interface MaintenanceService {
  preview(request: MaintenanceRequest): Promise<MaintenancePreview>;
  /** One for each host; `created` is false when the key was used for the same before. */
  create(
    request: NewMaintenance,
    by: string,
    /** The campaign that it belongs to. */
    campaignId?: string,
  ): Promise<{ maintenances: MaintenanceDetail[]; created: boolean }>;
  get(id: string): Promise<MaintenanceDetail | null>;
  pause(id: string, by: string): Promise<MaintenanceDetail | null>;
  resume(id: string, by: string): Promise<MaintenanceDetail | null>;
  cancel(id: string, how: CancelMaintenance, by: string): Promise<MaintenanceDetail | null>;
  choose(id: string, choices: MaintenanceChoices, by: string): Promise<MaintenanceDetail | null>;
  /** Asks the cloud, but changes nothing in it. Throws CloudError. */
  previewReturn(id: string, readyCheck: ReturnRequest['readyCheck']): Promise<ReturnPreview | null>;
  /** Asked a second time while it needs attention, it is tried again as this one says. */
  return(id: string, how: ReturnWanted, by: string): Promise<MaintenanceDetail | null>;
  /** Ends what is under way and gives the leases back, so that another process goes on at once. */
  stop(): Promise<void>;
}

/** A look that hangs longer than this at the end is cut off; what it left undone is found again. */
const STOP_PATIENCE_MS = 5_000;

/** Starts to carry maintenance on. Errors of a cloud or of the database never end it. */
export function startMaintenance(options: MaintenanceOptions): MaintenanceService {
  const { db, clouds, runner, inventory, outside, logger } = options;
  const timing = { ...MAINTENANCE_TIMING, ...options.timing };
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  const planning = createPlanningFor(
    db,
    options.connectionString,
    bringHostsUpToDate({ db, clouds, logger }),
  );
  const checkpoint = mortal(options.checkpoint);

  const loop = startMaintenanceLoop({
    ...{ db, clouds, runner, inventory, outside, planning, logger, owner, timing, checkpoint },
  });
  const listening = listen(
    options.connectionString,
    ({ topic }) => {
      if (topic === 'maintenance' || topic === 'runs') loop.wake();
    },
    (error) => logger.warn({ err: error }, 'The connection for notices broke; it is made again'),
  );
  // Without notices the timer finds what is due, a little later.
  listening.catch((error: unknown) => logger.error({ err: error }, 'Notices can not be listened to'));
  loop.wake();

  async function earlier(request: NewMaintenance): Promise<MaintenanceDetail[] | null> {
    const found = await findMaintenancesByKey(db, request.idempotencyKey);
    if (found.length === 0) return null;
    if (found.some(({ digest }) => digest !== digestOfMaintenance(request)))
      throw new DomainRefusal(409, 'key-reused', 'This idempotency key was used for another request.', {
        nextStep: 'Send the new request with a new key.',
      });
    return details(found.map(({ id }) => id));
  }

  async function details(ids: readonly string[]): Promise<MaintenanceDetail[]> {
    const found = await Promise.all(ids.map((id) => readMaintenance(db, id)));
    return found.filter((one) => one !== null);
  }

  async function wish(id: string, what: Wish, event: string, how?: WishDetails) {
    const before = await readMaintenance(db, id);
    if (!before) return null;
    if (!(await wishOfMaintenance(db, id, what, event, how)))
      throw new DomainRefusal(409, 'wrong-phase', REFUSED[what](before), {
        nextStep: 'Look at it again: it has gone on meanwhile.',
      });
    loop.wake();
    return readMaintenance(db, id);
  }

  return {
    preview: (request) => previewMaintenance({ db, planning }, request),
    async create(request, by, campaignId) {
      const known = await earlier(request);
      if (known) return { maintenances: known, created: false };
      refuseUnfenced(request);
      refuseUndecided(await previewMaintenance({ db, planning }, request));
      const ids = await insertMaintenances(
        db,
        request,
        request.limits ?? RunLimits.parse({}),
        by,
        campaignId,
      );
      if (ids === 'open') {
        const first = await earlier(request);
        if (first) return { maintenances: first, created: false };
        throw new DomainRefusal(
          409,
          'in-maintenance',
          'One of the hosts was put into maintenance meanwhile.',
          {
            nextStep: 'Look at the hosts, and ask again if it is still needed.',
          },
        );
      }
      loop.wake();
      return { maintenances: await details(ids), created: true };
    },
    get: (id) => readMaintenance(db, id),
    async pause(id, by) {
      const after = await wish(id, 'pause', `${by} paused it. What is on its way comes to its end.`);
      for (const { id: runId } of after?.runs ?? []) await pauseRun(db, runId);
      return after;
    },
    async resume(id, by) {
      const after = await wish(id, 'resume', `${by} resumed it.`);
      for (const { id: runId } of after?.runs ?? []) await resumeRun(db, runId);
      return after;
    },
    cancel(id, { abortRunning }, by) {
      const how = abortRunning ? ' What is on its way is aborted.' : ' What is on its way comes to its end.';
      return wish(id, 'cancel', `${by} cancelled it.${how}`, { cancelAborts: abortRunning });
    },
    choose: (id, choices, by) =>
      wish(id, 'choose', `${by} chose what is to become of the instances that stay.`, { choices }),
    async previewReturn(id, readyCheck) {
      if (readyCheck) await outside.refuseUnknown(readyCheck);
      return previewReturn({ db, clouds, planning }, id, readyCheck);
    },
    async return(id, how, by) {
      const { bringBack, readyCheck } = ReturnRequest.parse(how);
      if (readyCheck) await outside.refuseUnknown(readyCheck);
      const checked = readyCheck ? ` ${inWords(readyCheck)} is to say that it is ready.` : '';
      const event = `${by} asked for its return${bringBack ? ', with its instances' : ''}.${checked}`;
      return wish(id, 'return', event, { returnBy: by, bringBack, readyCheck });
    },
    async stop() {
      await loop.stop(STOP_PATIENCE_MS);
      await planning.stop();
      await listening.then((listener) => listener.close()).catch(() => {});
    },
  };
}

type Refused = (now: MaintenanceDetail) => string;
const is: Refused = ({ host, state }) => `The maintenance of ${host} is ${state}`;
const REFUSED: Record<Wish, Refused> = {
  pause: (now) => `${is(now)}: there is nothing to pause.`,
  resume: (now) => `${is(now)}: there is nothing to resume.`,
  cancel: (now) => `${is(now)}: there is nothing to cancel.`,
  return: (now) =>
    `${is(now)}: only a host that is held can be returned, or again one whose return needs attention.`,
  choose: (now) => `${is(now)}: there is nothing left to choose.`,
};
