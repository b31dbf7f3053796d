import type { MoveControl, MoveVerification, Outcome } from '@evenkeel/contract';
import { failureDetails } from './refusals.ts';

/** A move that ended in trouble, as it was written. */
export interface MoveInTrouble {
  instanceName: string;
  outcome: Outcome | null;
  sourceHost: string | null;
  destinationHost: string | null;
}

/** What the cloud shows just now. */
export interface FreshLook {
  /** `hidden`: its cell is down, and the cloud shows nothing of it. */
  instance:
    | 'gone'
    | 'hidden'
    | { status: string; taskState: string | null; host: string | null; power: string; fault: string | null };
  record: { id: number; status: string; sourceHost: string | null; destinationHost: string | null } | null;
  /** Null where the request is not known, or its action is not shown. */
  events:
    | readonly { event: string; result: string | null; host: string | null; details: string | null }[]
    | null;
}

/** What a fresh look at a move in trouble tells: each finding in a sentence, what they mean, and what may be done. */
export function verify(move: MoveInTrouble, look: FreshLook): Omit<MoveVerification, 'at'> {
  const findings: MoveVerification['findings'] = [
    { about: 'instance', message: instanceFinding(move, look.instance) },
    { about: 'migration', message: recordFinding(look) },
    { about: 'events', message: eventsFinding(look) },
  ];
  return { findings, ...meaningOf(move, look), resetState: resetStateOf(move, look) };
}

function instanceFinding({ instanceName: name }: MoveInTrouble, instance: FreshLook['instance']): string {
  if (instance === 'gone') return `The cloud says that ${name} does not exist.`;
  if (instance === 'hidden') return `The cloud shows nothing of ${name}: its cell is down.`;
  const { status, taskState, host, power, fault } = instance;
  const task = taskState === null ? 'no task' : `the task ${taskState}`;
  const told = fault === null ? '' : ` Its fault: ${fault}`;
  return `Nova shows ${name} as ${status} on ${host ?? 'a host it does not name'}, with ${task}; power state as last seen: ${power}.${told}`;
}

function recordFinding({ record }: FreshLook): string {
  if (record === null) return 'Nova shows no record of this migration.';
  const { id, status, sourceHost, destinationHost } = record;
  return `Nova's record of the migration (${id}) says ${status}, from ${sourceHost ?? '?'} to ${destinationHost ?? 'no host yet'}.`;
}

function eventsFinding({ events }: FreshLook): string {
  if (events === null) return 'Nova shows no action of this request.';
  const failed = events.filter(({ result }) => result === 'Error');
  if (failed.length > 0) {
    const which = failed.map(({ event, host }) => (host ? `${event} on ${host}` : event)).join(', ');
    const details = failureDetails(failed.map((event) => ({ ...event, details: event.details })));
    return `Its events say that this failed: ${which}.${details === null ? '' : ` ${details}`}`;
  }
  const back = events.some(({ event }) => event.startsWith('compute_rollback'));
  return back
    ? 'Its events show that Nova rolled the copy back; why stands only in the log of nova-compute.'
    : 'Its events name nothing that failed; a copy that fails leaves no reason there.';
}

function meaningOf(
  move: MoveInTrouble,
  { instance, record }: FreshLook,
): { meaning: string; nextStep: string | null } {
  const { instanceName: name, sourceHost, destinationHost } = move;
  if (instance === 'gone')
    return { meaning: 'Nothing is left to move.', nextStep: 'Find out who deleted it.' };
  if (instance === 'hidden')
    return { meaning: 'Nothing can be said of it now.', nextStep: 'Look again when its cell is back.' };
  const { status, taskState, host, power } = instance;
  if (taskState !== null)
    return {
      meaning: `Nova is still busy with ${name}.`,
      nextStep: 'Wait until the task is over and look again.',
    };
  if (status === 'ERROR') {
    const runs = power === 'running' ? 'most likely runs' : 'may or may not run';
    return {
      meaning: `Nova gave the migration up and set ${name} to ERROR. The guest ${runs} on ${host ?? 'its host'}.`,
      nextStep: `See that the guest answers, and that it runs on ${host ?? 'that host'} and nowhere else (virsh list on ${both(move)}); then reset the state and try again.`,
    };
  }
  if (record?.status === 'completed' && host !== record.destinationHost)
    return {
      meaning: `Nova's record and the instance still disagree: the guest may run on ${host} or on ${record.destinationHost}.`,
      nextStep: `See on both hosts where it runs (virsh list) before anything else is done with ${name}.`,
    };
  if (host !== null && host === destinationHost && host !== sourceHost)
    return { meaning: `${name} runs on ${host}: it arrived.`, nextStep: null };
  if (host === sourceHost && (status === 'ACTIVE' || status === 'PAUSED'))
    return { meaning: `${name} is where it was, in order.`, nextStep: 'It can be tried again.' };
  return {
    meaning: `${name} is ${status} on ${host ?? 'an unknown host'}.`,
    nextStep: 'See whether it still has to move.',
  };
}

function both({ sourceHost, destinationHost }: MoveInTrouble): string {
  return [sourceHost, destinationHost].filter((host) => host !== null).join(' and ');
}

function resetStateOf({ outcome, instanceName: name }: MoveInTrouble, { instance }: FreshLook): MoveControl {
  const mayNot = (reason: string) => ({ allowed: false, reason, cost: null });
  if (outcome !== 'errored') return mayNot('The state is reset only after a move that ended as errored.');
  if (instance === 'gone' || instance === 'hidden') return mayNot(`The cloud does not show ${name}.`);
  if (instance.status !== 'ERROR') return mayNot(`${name} is not in ERROR but ${instance.status}.`);
  if (instance.taskState !== null) return mayNot(`Nova is still busy with ${name} (${instance.taskState}).`);
  return {
    allowed: true,
    reason: null,
    cost: 'Nova says ACTIVE again. The guest is not touched: if it does not run, Nova is wrong until it is started anew.',
  };
}
