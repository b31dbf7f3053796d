import { readRunEnd } from '../db/maintenance-facts.ts';
import { NOW } from '../db/moves.ts';
import { cancelRun } from '../db/run-control.ts';
import { enableAgain } from './enable.ts';
import { liftForcedDown } from './evacuate.ts';
import { advanceRebuilds, isUnderWay } from './rebuild.ts';
import { readService } from './service.ts';
import { type CloudLook, goOn } from './step.ts';

/**
 * Launches nothing more, lets what is on its way come to its end (or aborts it, when that was asked), and puts the switch
 * back as it was found. What was moved stays where it is.
 */
export async function cancel(look: CloudLook): Promise<void> {
  const { maintenance, db } = look;
  const { run_id: runId, created_by: by, cancel_aborts: aborts } = maintenance;
  if (maintenance.phase !== 'cancelling')
    return goOn(look, { changes: { phase: 'cancelling' }, nextCheckMs: 0 });
  if (runId !== null) {
    const run = await readRunEnd(db, runId);
    if (run !== null && run.status !== 'done') {
      await cancelRun(db, runId, aborts, by);
      return goOn(look);
    }
  }
  // One that Nova has begun is brought to its end: half of a cold migration is worse than all of it.
  if ((await advanceRebuilds(look)).some(isUnderWay)) return goOn(look);
  const service = await readService(look);
  const lifted = service === null ? 'done' : await liftForcedDown(look, service);
  if (typeof lifted === 'object') return goOn(look, { attention: lifted, nextCheckMs: look.timing.waitMs });
  const said = service === null ? `Nova knows no ${maintenance.host}.` : await enableAgain(look, service);
  if (said === null) return goOn(look);
  await look.checkpoint('before-end', maintenance.id);
  const changes = { phase: 'cancelled' as const, ended_at: NOW };
  await goOn(look, { changes, events: [said, `The maintenance of ${maintenance.host} was cancelled.`] });
}
