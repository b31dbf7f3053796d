import type { VerdictReason } from '@evenkeel/contract';
import type { InstanceFacts } from './facts.ts';

/** Nova migrates these live and refuses every other with 409 (nova/compute/api.py, live_migrate). */
const MIGRATABLE_STATES: ReadonlySet<string> = new Set(['active', 'paused']);
const MIGRATABLE_STATUSES: ReadonlySet<string> = new Set(['ACTIVE', 'PAUSED']);

/**
 * Why an instance can not be live-migrated now, whichever host is asked.
 * Empty when nothing stands in the way; only reasons of severity `error` forbid the move.
 */
export function obstaclesOf(instance: InstanceFacts): VerdictReason[] {
  const reasons: VerdictReason[] = [];
  const error = (code: string, message: string) => reasons.push({ code, severity: 'error', message });

  if (instance.hasOpenMove) error('move-open', `${instance.name} is already being moved by Evenkeel.`);
  if (instance.status === 'MIGRATING' || instance.taskState === 'migrating') {
    if (!instance.hasOpenMove) error('already-migrating', `${instance.name} is already being migrated.`);
  } else if (instance.taskState !== null) {
    error(
      'task-running',
      `Nova is busy with ${instance.name} (task ${instance.taskState}). Try again when it is done.`,
    );
  } else if (!isMigratable(instance)) {
    error(
      'wrong-state',
      `${instance.name} is ${instance.status}. Only a running or paused instance can be live-migrated.`,
    );
  }
  if (instance.host === null)
    error('host-unknown', `The cloud does not show on which host ${instance.name} runs.`);
  if (instance.locked) {
    // Nova lets an administrator through (operations.md A2), so the question has to be asked here.
    reasons.push({
      code: 'locked',
      severity: 'warning',
      message: `${instance.name} is locked by its owner.`,
    });
  }
  return reasons;
}

/** The first reason that forbids the move, as one sentence; null when it may go. */
export function migrateDisabledReason(instance: InstanceFacts): string | null {
  return obstaclesOf(instance).find((reason) => reason.severity === 'error')?.message ?? null;
}

function isMigratable(instance: InstanceFacts): boolean {
  return instance.vmState === null
    ? MIGRATABLE_STATUSES.has(instance.status)
    : MIGRATABLE_STATES.has(instance.vmState);
}
