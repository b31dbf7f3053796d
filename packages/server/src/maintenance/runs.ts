/** The runs of a maintenance: made once for each round, found again after a kill, followed to their end. */

import type { NewRun } from '@evenkeel/contract';
import type { Plan, PlanStep } from '@evenkeel/domain';
import { readRunEnd } from '../db/maintenance-facts.ts';
import { type MaintenanceChanges, permit } from '../db/maintenance-leases.ts';
import { pauseRun } from '../db/run-control.ts';
import { findRunByKey } from '../db/runs.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { type Attention, type CloudLook, goOn, type Look } from './step.ts';

/** The most that one run takes; the rest goes in the next round. */
const MOST_MOVES = 1000;

type Kind = 'drain' | 'return';

/** One key a round: whoever makes the run of this round, it is one run. */
const keyOf = ({ maintenance: { id, round } }: Look, kind: Kind): string =>
  `maintenance:${id}:${kind}:${round}`;

/**
 * What there is to be known of the round's run. `none`: it has to be made. Ends the look itself in every other case, and
 * then gives `ended`.
 * @param trouble what a person has to look at although the run goes on
 */
export async function followRun(
  look: CloudLook,
  kind: Kind,
  trouble: Attention | null = null,
): Promise<'none' | 'ended'> {
  const { maintenance, db, timing } = look;
  if (maintenance.run_id === null) {
    // A process may have died between making it and writing that down.
    const made = await findRunByKey(db, keyOf(look, kind));
    if (!made) return 'none';
    await goOn(look, { linkRun: made.id, nextCheckMs: 0 });
    return 'ended';
  }
  const run = await readRunEnd(db, maintenance.run_id);
  if (run === null || run.status === 'done') {
    const changes = { run_id: null, round: maintenance.round + 1 };
    await goOn(look, { changes, events: run ? [endInWords(run)] : [], nextCheckMs: 0 });
    return 'ended';
  }
  if (maintenance.paused_at !== null) {
    await pauseRun(db, maintenance.run_id);
    await goOn(look, { nextCheckMs: timing.waitMs });
    return 'ended';
  }
  const attention =
    run.status === 'paused'
      ? { reason: 'Its run is paused.', nextStep: 'Resume this maintenance, or the run.' }
      : trouble;
  await goOn(look, { attention });
  return 'ended';
}

const NAMED = 3;

function endInWords({
  moved,
  all,
  failures,
}: {
  moved: number;
  all: number;
  failures: { name: string; reason: string | null }[];
}): string {
  const named = failures
    .slice(0, NAMED)
    .map(({ name, reason }) => `${name}: ${reason ?? 'no reason given.'}`);
  const more = failures.length > NAMED ? ` And ${failures.length - NAMED} more.` : '';
  const not = named.length > 0 ? ` Not moved: ${named.join(' ')}${more}` : '';
  return `${moved} of ${all} ${all === 1 ? 'instance' : 'instances'} moved.${not}`;
}

/** Makes the run of this round from the plan's steps, and ends the look. */
export async function makeRun(
  look: CloudLook,
  kind: Kind,
  { steps }: Pick<Plan, 'steps'>,
  changes: MaintenanceChanges = {},
  said: readonly string[] = [],
): Promise<void> {
  const { maintenance, db, lease, runner, timing } = look;
  await look.checkpoint('before-run', maintenance.id);
  const { paused, cancelled } = await permit(db, lease, timing.leaseMs);
  if (paused || cancelled) return goOn(look, { nextCheckMs: 0 });
  let runId: string;
  try {
    const request = newRun(look, kind, steps.slice(0, MOST_MOVES));
    const { run } = await runner.createRun(request, maintenance.created_by, { kind });
    runId = run.id;
  } catch (error) {
    if (!(error instanceof DomainRefusal)) throw error;
    // Another process was first with this round's key, and with another plan: its run is the one.
    const made = await findRunByKey(db, keyOf(look, kind));
    if (made) return goOn(look, { linkRun: made.id, nextCheckMs: 0 });
    const nextStep = `${error.nextStep ?? ''} It is planned anew by itself.`.trim();
    const attention = { reason: error.message, nextStep };
    return goOn(look, { changes, attention, nextCheckMs: timing.waitMs });
  }
  await look.checkpoint('after-run', maintenance.id);
  const what = kind === 'drain' ? `leave ${maintenance.host}` : `come home to ${maintenance.host}`;
  const some = `${steps.length} ${steps.length === 1 ? 'instance is' : 'instances are'}`;
  await goOn(look, { changes, linkRun: runId, events: [...said, `${some} to ${what}.`] });
  await look.checkpoint('run-linked', maintenance.id);
}

function newRun(look: CloudLook, kind: Kind, steps: readonly PlanStep[]): NewRun {
  const { provider_id: providerId, limits } = look.maintenance;
  return {
    instances: steps.map(({ instanceId: id, to, after, why }) => ({
      providerId,
      id,
      options: { host: to },
      after,
      why,
    })),
    options: { host: null, blockMigration: 'auto', diskOverCommit: false },
    limits,
    order: 'given',
    idempotencyKey: keyOf(look, kind),
  };
}
