import type { MaintenanceInstance, Outcome } from '@evenkeel/contract';
import { MigrationStatus } from '../parts/migration-status.tsx';
import { OUTCOME_WORDS, stateName } from '../parts/move-words.ts';

type MoveState = Parameters<typeof stateName>[0];

/** Of a cold migration or an evacuation, which the cloud carries out in steps of its own. */
const REBUILD_WORDS: Readonly<Record<string, string>> = {
  waiting: 'Waiting',
  asking: 'Asking the cloud',
  moving: 'Being built there',
  confirming: 'Being confirmed',
};

const isOutcome = (state: string): state is Outcome => Object.hasOwn(OUTCOME_WORDS, state);

/** A live migration stands in the words of moves; what is built anew in its own. */
export function InstanceState({ instance }: { instance: MaintenanceInstance }) {
  const { how, state, reason } = instance;
  const outcome = isOutcome(state) ? state : null;
  const words = how === 'live-migration' ? stateName(state as MoveState) : REBUILD_WORDS[state];
  return (
    <MigrationStatus
      status={words ?? state}
      outcome={state === 'failed' ? 'errored' : outcome}
      reason={reason}
    />
  );
}
