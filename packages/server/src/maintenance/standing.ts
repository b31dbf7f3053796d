/** How each instance that is still on a host stands, told from a plan: pure, for the controller and for people. */
import type { InstanceLeft, MaintenanceChoices, StayChoice } from '@evenkeel/contract';
import type { Plan } from '@evenkeel/domain';
import type { Server } from '@evenkeel/openstack';
import type { Tries } from '../db/maintenance-facts.ts';
import type { Attention } from './step.ts';
import { MOST_TRIES } from './timing.ts';

/**
 * `settled`: it stays as somebody chose. `waiting`: it goes, or is decided, by itself. `undecided`: a person has to say
 * what is to become of it, or to mend what stands in its way.
 */
export type Standing = 'going' | 'rebuilding' | 'settled' | 'waiting' | 'undecided';

export interface Left extends InstanceLeft {
  standing: Standing;
  nextStep: string | null;
}

export interface Rebuilding {
  instance_id: string;
  kind: 'cold-migration' | 'evacuation';
  destination_host: string | null;
  state: string;
  reason: string | null;
}

interface Seen {
  servers: readonly Server[];
  plan: Pick<Plan, 'steps' | 'stays' | 'blockers'>;
  tries: readonly Tries[];
  rebuilding: readonly Rebuilding[];
  choices: MaintenanceChoices;
}

/** Nova is busy with it, or it is on its way: nobody has to decide anything. */
const PASSING: ReadonlySet<string> = new Set(['task-running', 'move-open', 'already-migrating']);
export const isPassing = (code: string): boolean => PASSING.has(code);

const CHOOSE = 'Choose what is to become of it: leave, wait or skip.';
const MEND = 'Mend what stands in the way and resume, or choose to skip it.';

/** One entry for each instance on the host, by name. */
export function leftThere({ servers, ...seen }: Seen): Left[] {
  const byName = [...servers].sort((left, right) => (left.name < right.name ? -1 : 1));
  return byName.map(({ id, name, status }) => {
    const found = standingOf(id, seen);
    const message = found.message ?? `${name} was not known here until now.`;
    return { id, name, status, ...found, message };
  });
}

function standingOf(
  id: string,
  { plan, tries, rebuilding, choices }: Omit<Seen, 'servers'>,
): Pick<Left, 'standing' | 'choice' | 'nextStep'> & { message: string | null } {
  const stay = plan.stays.find(({ instanceId }) => instanceId === id);
  const choice = stay?.choice ?? null;
  const tried = tries.find(({ instanceId }) => instanceId === id);
  if (tried && isGivenUp(tried)) {
    return { standing: 'undecided', choice: null, message: triedInWords(tried), nextStep: MEND };
  }
  const step = plan.steps.find(({ instanceId }) => instanceId === id);
  if (step) return { standing: 'going', choice, message: `Goes to ${step.to}.`, nextStep: null };
  const rebuilt = rebuilding.find(({ instance_id }) => instance_id === id);
  if (rebuilt?.state === 'failed')
    return { standing: 'undecided', choice, message: rebuilt.reason, nextStep: MEND };
  if (rebuilt) return { standing: 'rebuilding', choice, message: rebuildingInWords(rebuilt), nextStep: null };
  if (stay && stay.choice !== 'rebuild') {
    const { message, code } = stay;
    if (choice === null && !isPassing(code))
      return { standing: 'undecided', choice, message, nextStep: CHOOSE };
    if (choice === 'cold-migrate') {
      const room = 'No host has room for it to be migrated cold.';
      return { standing: 'undecided', choice, message: `${message} ${room}`, nextStep: CHOOSE };
    }
    const settled = choice === 'leave' || choice === 'skip';
    return { standing: settled ? 'settled' : 'waiting', choice, message, nextStep: null };
  }
  const blocker = plan.blockers.find(({ instanceId }) => instanceId === id);
  if (blocker) {
    const { message, nextStep } = blocker;
    const chosen = choiceOf(choices, id);
    return { standing: standingOfBlocked(chosen), choice: chosen, message, nextStep };
  }
  return { standing: 'waiting', choice, message: null, nextStep: null };
}

const rebuildingInWords = ({ kind, destination_host: to }: Rebuilding): string =>
  kind === 'evacuation' ? `It is being built anew on ${to}.` : 'It is being migrated cold.';

/** What can be chosen for one that could go if there were a place for it. */
export const CHOICES_OF_BLOCKED = ['leave', 'wait', 'skip'] as const satisfies readonly StayChoice[];

function standingOfBlocked(choice: StayChoice | null): Standing {
  if (choice === 'wait') return 'waiting';
  return choice === 'leave' || choice === 'skip' ? 'settled' : 'undecided';
}

/** What was chosen for an instance by its id, or for all that are not named. */
export function choiceOf({ others, instances }: MaintenanceChoices, id: string): StayChoice | null {
  return instances.find((one) => one.id === id)?.choice ?? others;
}

/** Whether it is not tried again before a person says so. */
export function isGivenUp({ failed, cancelledByPerson }: Tries): boolean {
  return cancelledByPerson || failed >= MOST_TRIES;
}

function triedInWords({ failed, cancelledByPerson, reason }: Tries): string {
  if (cancelledByPerson) return 'Its move was cancelled, so it is not tried again.';
  return `It was tried ${failed} times and did not go: ${reason ?? 'no reason was given.'}`;
}

const NAMED = 3;

/** What a person has to look at; null when nobody has to. */
export function attentionFor(host: string, left: readonly Left[]): Attention | null {
  const undecided = left.filter(({ standing }) => standing === 'undecided');
  if (undecided.length === 0) return null;
  const named = undecided
    .slice(0, NAMED)
    .map(({ name, message }) => (message.includes(name) ? message : `${name}: ${message}`));
  const more = undecided.length > NAMED ? ` And ${undecided.length - NAMED} more.` : '';
  const reason = `${undecided.length === 1 ? 'One instance does' : `${undecided.length} instances do`} not leave ${host}. ${named.join(' ')}${more}`;
  return { reason, nextStep: [...new Set(undecided.map(({ nextStep }) => nextStep ?? ''))].join(' ') };
}
