import type { Outcome } from '@evenkeel/contract';
import type { Server } from '@evenkeel/openstack';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import type { MoveEvent } from '../db/move-events.ts';
import type { ClaimedMove, Lease } from '../db/move-leases.ts';
import { type MoveChanges, NOW, writeMove } from '../db/moves.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { Timing } from './timing.ts';

/** What the runner needs of the inventory. */
export interface FreshReader {
  /** Reads the instance from the cloud into the database. */
  observeInstance(providerId: string, instanceId: string): Promise<void>;
  /** Something moves there: look often. */
  hurry(providerId: string): void;
}

/** What every step is given. A step looks once at one move, writes what follows, and gives the lease back. */
export interface StepContext {
  db: Db;
  clouds: CloudRegistry;
  inventory: FreshReader;
  logger: Logger;
  /** The process that holds the leases. */
  owner: string;
  timing: Timing;
  checkpoint: (name: Checkpoint, moveId: string) => Promise<void>;
  /** Aborted when the lease is lost or the runner stops. */
  signal: AbortSignal;
}

export interface Step extends StepContext {
  move: ClaimedMove;
  lease: Lease;
}

/** A step with the server as it was just read. */
export interface StepWithServer extends Step {
  server: Server;
}

export interface Ending {
  outcome: Outcome;
  reason: string | null;
  cloudMessage: string | null;
  nextStep: string | null;
}

/** Ends the look: writes what is new, if anything, and comes back after `nextCheckMs` (one poll unless told). */
export async function goOn(
  step: Step,
  changes: MoveChanges = {},
  events: MoveEvent[] = [],
  nextCheckMs: number = step.timing.pollMs,
): Promise<void> {
  const { answered, event } = answerOf(step);
  await writeMove(step.db, step.lease, {
    changes: { ...answered, ...changes },
    events: [...event, ...events],
    nextCheckMs,
  });
}

/**
 * Ends the move. The instance is read fresh first, so that nobody sees an ended move beside the old host.
 * Throws LeaseLost.
 */
export async function endMove(
  step: Step,
  ending: Ending,
  changes: MoveChanges = {},
  seen: Record<string, unknown> = {},
): Promise<void> {
  const { db, inventory, lease, logger, move } = step;
  await inventory.observeInstance(move.provider_id, move.instance_id).catch((error: unknown) => {
    // The outcome is known all the same; the next pass of the inventory shows the row.
    logger.warn({ err: error, moveId: move.id }, 'The instance could not be read after its move');
  });
  await step.checkpoint('before-end', step.move.id);
  const { outcome, reason, cloudMessage, nextStep } = ending;
  await writeMove(db, lease, {
    changes: {
      ...changes,
      ...{ state: 'ended', outcome, reason, cloud_message: cloudMessage, next_step: nextStep },
      ended_at: NOW,
    },
    events: [
      {
        state: 'ended',
        message: reason ?? `${move.instance_name} was moved.`,
        evidence: { ...ending, ...seen },
      },
    ],
    nextCheckMs: 0,
  });
  await step.checkpoint('after-end', step.move.id);
}

/** The cloud answered: the back-off begins anew, and whoever was told that it does not is told that it does. */
function answerOf({ move }: Step): { answered: MoveChanges; event: MoveEvent[] } {
  if (move.unanswered === 0) return { answered: {}, event: [] };
  return { answered: { unanswered: 0 }, event: [{ state: move.state, message: 'The cloud answers again.' }] };
}
