import type { VerdictReason } from '@evenkeel/contract';
import type { CloudFacts, HostFacts, InstanceFacts } from './facts.ts';
import { deviceReasons } from './verdict/devices.ts';
import { information } from './verdict/reason.ts';

/** Nova migrates these live and refuses every other with 409 (nova/compute/api.py, live_migrate). */
const MIGRATABLE_STATES: ReadonlySet<string> = new Set(['active', 'paused']);
const MIGRATABLE_STATUSES: ReadonlySet<string> = new Set(['ACTIVE', 'PAUSED']);

/** Where the instance is, as far as that was observed. */
export interface Whereabouts {
  source?: HostFacts | null;
  cloud?: CloudFacts;
}

/**
 * Why an instance can not be live-migrated now, whichever host is asked, and what is good to know beforehand.
 * Empty when nothing stands in the way; only reasons of severity `error` forbid the move.
 */
export function obstaclesOf(instance: InstanceFacts, { source, cloud }: Whereabouts = {}): VerdictReason[] {
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
  reasons.push(...deviceReasons(instance, cloud));
  if (source) reasons.push(...sourceReasons(instance, source));
  return reasons;
}

/** The conductor asks the source's service too; and nova-compute carries one migration out at a time, by default. */
function sourceReasons(instance: InstanceFacts, source: HostFacts): VerdictReason[] {
  const reasons: VerdictReason[] = [];
  if (source.state === 'down') {
    const message = `nova-compute on ${source.name}, where ${instance.name} runs, is down: Nova can not migrate it live. When the host is lost, it can be evacuated.`;
    reasons.push({ code: 'source-down', severity: 'error', message });
  }
  const leaving = source.migrationsOut ?? 0;
  if (leaving > 0) {
    const message = `${leaving} live ${leaving === 1 ? 'migration leaves' : 'migrations leave'} ${source.name} already; unless configured otherwise Nova does one at a time there and queues the rest.`;
    reasons.push(information('source-busy', message));
  }
  return reasons;
}

/** The first reason that forbids the move, as one sentence; null when it may go. */
export function migrateDisabledReason(instance: InstanceFacts, where?: Whereabouts): string | null {
  return obstaclesOf(instance, where).find((reason) => reason.severity === 'error')?.message ?? null;
}

function isMigratable(instance: InstanceFacts): boolean {
  return instance.vmState === null
    ? MIGRATABLE_STATUSES.has(instance.status)
    : MIGRATABLE_STATES.has(instance.vmState);
}
