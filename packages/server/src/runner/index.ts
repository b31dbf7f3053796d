/** The runner: durable moves, carried on by reading Nova again and again. Design in docs/adr/0001-never-send-twice.md. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type {
  MoveVerification,
  NewRun,
  Preflight,
  PreflightRequest,
  RetryRun,
  Run,
} from '@evenkeel/contract';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import { listen } from '../db/notify.ts';
import { readRun } from '../db/reading-runs.ts';
import { mortal } from '../leases/died.ts';
import type { Checkpoint } from './checkpoints.ts';
import { createRun, type Purpose } from './create-run.ts';
import { startLoop } from './loop.ts';
import { preflight } from './preflight.ts';
import { retryRun } from './retry.ts';
import type { MayGoTo } from './retry-hosts.ts';
import type { FreshReader } from './step.ts';
import { TIMING, type Timing } from './timing.ts';
import { resetState, verifyMove } from './verify-move.ts';

export { CHECKPOINTS } from './checkpoints.ts';
export { DomainRefusal } from './refusal.ts';

export interface RunnerOptions {
  db: Db;
  /** For the connection that listens to notices. */
  connectionString: string;
  clouds: CloudRegistry;
  logger: Logger;
  inventory: FreshReader;
  /** Tests shorten the times. */
  timing?: Partial<Timing>;
  /** Called at each of CHECKPOINTS; when it throws, the runner behaves as a process that was killed there. */
  checkpoint?: (name: Checkpoint, moveId: string) => Promise<void> | void;
}

export interface Runner {
  /**
   * The run for this wish; `created` is false when its key was used for the same before. `purpose` is for the parts that
   * plan (`{ kind: 'drain' }`): the API's callers have no say in it. Throws DomainRefusal.
   */
  createRun(request: NewRun, createdBy: string, purpose?: Purpose): Promise<{ run: Run; created: boolean }>;
  /** A new run of what failed, elsewhere where a host refused. Null when there is no such run. Throws DomainRefusal. */
  retryRun(
    runId: string,
    request: RetryRun,
    createdBy: string,
    mayGoTo?: MayGoTo,
  ): Promise<{ run: Run; created: boolean } | null>;
  /** A fresh look at a move in the cloud, in words. Null when there is no such move. Throws CloudError. */
  verifyMove(moveId: string): Promise<MoveVerification | null>;
  /** After such a look, Nova calls the instance ACTIVE again. False when there is no such move. Throws DomainRefusal. */
  resetState(moveId: string, by: string): Promise<boolean>;
  /** Null when there is no such run. */
  getRun(id: string): Promise<Run | null>;
  /** What would happen; nothing is written and nothing is sent. Throws DomainRefusal for an unknown instance. */
  preflight(request: PreflightRequest): Promise<Preflight>;
  /** Ends what is under way and gives the leases back, so that another process goes on at once. */
  stop(): Promise<void>;
}

/** A step that hangs longer than this at the end is cut off; what it left undone is found again by reading Nova. */
const STOP_PATIENCE_MS = 5_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Starts to carry moves on. Errors of a cloud or of the database never end it. */
export function startRunner(options: RunnerOptions): Runner {
  const { db, clouds, inventory, logger } = options;
  const timing = { ...TIMING, ...options.timing };
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  const checkpoint = mortal(options.checkpoint);

  const loop = startLoop({ db, clouds, inventory, logger, owner, timing, checkpoint });
  const listening = listen(
    options.connectionString,
    ({ topic }) => {
      if (topic === 'moves' || topic === 'runs') loop.wake();
    },
    (error) => logger.warn({ err: error }, 'The connection for notices broke; it is made again'),
  );
  // Without notices the timer finds what is due, a little later.
  listening.catch((error: unknown) => logger.error({ err: error }, 'Notices can not be listened to'));
  loop.wake();

  return {
    async createRun(request, createdBy, purpose) {
      const result = await createRun({ db, inventory, timing }, request, createdBy, purpose);
      for (const providerId of new Set(result.run.moves.map((move) => move.providerId)))
        inventory.hurry(providerId);
      loop.wake();
      return result;
    },
    async retryRun(runId, request, createdBy, mayGoTo) {
      const result = await retryRun({ db, inventory, timing }, runId, request, createdBy, mayGoTo);
      for (const providerId of new Set(result?.run.moves.map((move) => move.providerId)))
        inventory.hurry(providerId);
      loop.wake();
      return result;
    },
    verifyMove: (moveId) => verifyMove({ db, inventory, timing, clouds }, moveId),
    resetState: (moveId, by) => resetState({ db, inventory, timing, clouds }, moveId, by),
    async getRun(id) {
      return UUID.test(id) ? readRun(db, id) : null;
    },
    preflight: (request) => preflight({ db, inventory, timing }, request),
    async stop() {
      await loop.stop(STOP_PATIENCE_MS);
      await listening.then((listener) => listener.close()).catch(() => {});
    },
  };
}
