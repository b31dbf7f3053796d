import type { VerdictReason } from '@evenkeel/contract';
import type { InstanceFacts } from '../facts.ts';
import type { Choices, PlanStay, StayChoice } from './types.ts';

/** Nova migrates these cold besides the running ones, and they stay stopped (nova/compute/api.py, resize). */
const STOPPED: ReadonlySet<string> = new Set(['stopped', 'SHUTOFF']);

/** Why an instance does not simply leave, and what was chosen for it; null when it does. */
export function stayOf(
  facts: InstanceFacts,
  obstacles: readonly VerdictReason[],
  choices: Choices,
): PlanStay | null {
  const named = choices.instances.find(({ id }) => id === facts.id)?.choice ?? null;
  const found = reasonToStay(facts, obstacles, named);
  if (!found) return null;
  const wished = named ?? choices.others;
  const choice = wished !== null && found.choices.includes(wished) ? wished : found.silently;
  return {
    instanceId: facts.id,
    instanceName: facts.name,
    host: facts.host ?? '',
    status: facts.status,
    code: found.code,
    message: found.message,
    choices: found.choices,
    choice,
    to: null,
  };
}

/** An instance that is on its way to a host that is to be emptied: it is waited for, and then has to go again. */
export function arrivingStay(facts: InstanceFacts, host: string): PlanStay {
  return {
    instanceId: facts.id,
    instanceName: facts.name,
    host,
    status: facts.status,
    code: 'arriving',
    message: `${facts.name} is on its way to ${host}. It is waited for, and leaves again.`,
    choices: ['wait'],
    choice: 'wait',
    to: null,
  };
}

interface Found {
  code: string;
  message: string;
  choices: StayChoice[];
  /** What holds while nobody chose. Only who is on the way already is waited for without asking. */
  silently: StayChoice | null;
}

function reasonToStay(
  facts: InstanceFacts,
  reasons: readonly VerdictReason[],
  named: StayChoice | null,
): Found | null {
  const obstacle = reasons.find(({ severity }) => severity === 'error');
  if (obstacle) {
    const { code, message } = obstacle;
    if (code === 'move-open' || code === 'already-migrating') {
      return { code, message, choices: ['wait', 'skip'], silently: 'wait' };
    }
    const stopped = code === 'wrong-state' && STOPPED.has(facts.vmState ?? facts.status);
    const choices: StayChoice[] = stopped ? ['cold-migrate'] : [];
    return { code, message, choices: [...choices, 'leave', 'wait', 'skip'], silently: null };
  }
  if (facts.vcpus === null || facts.memoryMb === null || facts.localDiskGb === null) {
    const message = `The cloud does not show the size of ${facts.name}, so no host can be promised to it.`;
    return { code: 'size-unknown', message, choices: ['leave', 'wait', 'skip'], silently: null };
  }
  const locked = reasons.find(({ code }) => code === 'locked');
  if (locked) {
    const message = `${locked.message} Nova would let an administrator move it.`;
    return { code: 'locked', message, choices: ['migrate', 'leave', 'wait', 'skip'], silently: null };
  }
  if (named !== 'skip') return null;
  const message = `${facts.name} could go, and is left out by choice.`;
  return { code: 'left-out', message, choices: ['migrate', 'skip'], silently: null };
}
