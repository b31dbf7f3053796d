import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import type { ClaimedOutsideStep, OutsideLease } from '../db/outside.ts';
import type { Networks } from '../net/index.ts';
import type { SecretBox } from '../secrets.ts';
import type { OutsideCheckpoint } from './checkpoints.ts';
import type { Commands } from './commands.ts';
import type { OutsideTiming } from './timing.ts';

/** What every look at a step outside is given. */
export interface OutsideContext {
  db: Db;
  commands: Commands;
  secrets: Pick<SecretBox, 'open'>;
  /** Where webhooks may lead. */
  networks: Networks;
  logger: Logger;
  owner: string;
  timing: OutsideTiming;
  checkpoint: (name: OutsideCheckpoint, id: string) => Promise<void>;
  /** Aborted when the lease is lost or this ends. */
  signal: AbortSignal;
}

export interface OutsideLook extends OutsideContext {
  step: ClaimedOutsideStep;
  lease: OutsideLease;
}

/** What it is for, as it stands in a sentence. */
export function purposeOf({ type, host }: Pick<ClaimedOutsideStep, 'type' | 'host'>): string {
  return type === 'host.empty' ? `the work on ${host}` : `the check of ${host}`;
}
