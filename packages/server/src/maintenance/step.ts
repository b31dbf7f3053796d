import type { NewRun, Run } from '@evenkeel/contract';
import type { Cloud } from '@evenkeel/openstack';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import type { Db } from '../db/database.ts';
import {
  type ClaimedMaintenance,
  type MaintenanceChanges,
  type MaintenanceLease,
  writeMaintenance,
} from '../db/maintenance-leases.ts';
import type { Purpose } from '../runner/create-run.ts';
import type { FreshReader } from '../runner/step.ts';
import type { MaintenanceCheckpoint } from './checkpoints.ts';
import type { Planning } from './planning.ts';
import type { OutsideOfMaintenance } from './ready-check.ts';
import type { MaintenanceTiming } from './timing.ts';

/** What maintenance needs of the runner: it never migrates anything itself. */
export interface RunsOfMaintenance {
  createRun(request: NewRun, createdBy: string, purpose?: Purpose): Promise<{ run: Run; created: boolean }>;
}

/** What every look is given. It looks once, does what follows, writes it down and gives the lease back. */
export interface LookContext {
  db: Db;
  clouds: CloudRegistry;
  runner: RunsOfMaintenance;
  planning: Planning;
  inventory: Pick<FreshReader, 'observeInstance' | 'hurry'>;
  outside: Pick<OutsideOfMaintenance, 'startOutside' | 'lookAt'>;
  logger: Logger;
  owner: string;
  timing: MaintenanceTiming;
  checkpoint: (name: MaintenanceCheckpoint, id: string) => Promise<void>;
  /** Aborted when the lease is lost or the controller stops. */
  signal: AbortSignal;
}

export interface Look extends LookContext {
  maintenance: ClaimedMaintenance;
  lease: MaintenanceLease;
}

/** A look with the cloud that it is about. */
export interface CloudLook extends Look {
  cloud: Cloud;
  /** How people call the cloud. */
  provider: string;
}

/** Why it does not go on by itself, and what a person may do. */
export interface Attention {
  reason: string;
  nextStep: string;
}

export interface Next {
  changes?: MaintenanceChanges;
  events?: string[];
  /** Null: nothing keeps it from going on. It is told once, when it is new. */
  attention?: Attention | null;
  /** The run that was made for it. */
  linkRun?: string;
  nextCheckMs?: number;
}

/** Ends the look. Throws LeaseLost. */
export async function goOn(look: Look, next: Next = {}): Promise<void> {
  const { maintenance, db, lease, timing } = look;
  const { changes = {}, events = [], attention = null, linkRun, nextCheckMs = timing.pollMs } = next;
  const before = maintenance.attention_reason;
  const after = attention?.reason ?? null;
  const attended =
    before === after ? {} : { attention_reason: after, attention_next_step: attention?.nextStep ?? null };
  const said = attention !== null && before !== after ? [`${attention.reason} ${attention.nextStep}`] : [];
  await writeMaintenance(db, lease, {
    changes: { ...changes, ...attended },
    events: [...events, ...said],
    ...(linkRun !== undefined && { linkRun }),
    nextCheckMs,
  });
}

/** Writes in the midst of a look, and keeps the lease. Throws LeaseLost. */
export async function writeAhead(
  look: Look,
  changes: MaintenanceChanges,
  events: string[] = [],
): Promise<void> {
  await writeMaintenance(look.db, look.lease, { changes, events, nextCheckMs: null });
}
