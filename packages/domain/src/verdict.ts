import type { Verdict, VerdictReason } from '@evenkeel/contract';
import { aggregateReasons } from './verdict/aggregates.ts';
import { capacityReasons, loadOf } from './verdict/capacity.ts';
import { groupReasons } from './verdict/groups.ts';
import { hypervisorReasons } from './verdict/hypervisor.ts';
import type { StaticInput, VerdictInput } from './verdict/input.ts';
import { answerOf, information } from './verdict/reason.ts';
import { serviceReasons } from './verdict/service.ts';
import { storageReasons } from './verdict/storage.ts';
import { traitReasons } from './verdict/traits.ts';

export { freeOf, type Needs, needsOf } from './verdict/capacity.ts';
export type { StaticInput, VerdictInput } from './verdict/input.ts';
export { answerOf } from './verdict/reason.ts';

/**
 * Whether this instance could go to that host, with every reason and the figures behind it, the gravest first.
 * `no` when any reason is an error, `warning` when any is a warning, else `yes`; information never changes the answer.
 * Mirrors what Nova's scheduler, conductor and libvirt driver check (operations.md A2, A7 to A9). What stands in the way of
 * the instance whichever host is asked is in `obstaclesOf`.
 */
export function verdictOf(input: VerdictInput): Verdict {
  const { instance, destination } = input;
  const reasons = [...staticReasons(input), ...dynamicReasons(input)];
  if (reasons.length > 1) reasons.sort(byGravity);
  return {
    host: destination.name,
    zone: destination.zone,
    answer: answerOf(reasons),
    reasons,
    load: loadOf(instance, destination),
  };
}

/**
 * The part that stays as it is while instances move: the hosts' services, zones, aggregates, traits, hypervisors, CPUs and
 * the block setting. It depends on the instance only by its present host, pinned zone, project, flavor (name, extra
 * specs), image properties, and whether it has disks on its host; its name is in the sentences.
 */
export function staticReasons(input: StaticInput): VerdictReason[] {
  return [
    ...serviceReasons(input),
    ...aggregateReasons(input),
    ...traitReasons(input),
    ...hypervisorReasons(input),
    ...storageReasons(input),
  ];
}

/** The part that changes with load and neighbours: server groups, room, and what already moves to the host. */
export function dynamicReasons(input: VerdictInput): VerdictReason[] {
  const { destination } = input;
  const reasons = [...groupReasons(input), ...capacityReasons(input)];
  const coming = destination.migrationsIn ?? 0;
  if (coming > 0) {
    const message = `${coming} live ${coming === 1 ? 'migration goes' : 'migrations go'} to ${destination.name} already; Nova has no limit for that.`;
    reasons.push(information('destination-busy', message));
  }
  return reasons;
}

const GRAVITY = { error: 0, warning: 1, information: 2 } as const;

function byGravity(left: VerdictReason, right: VerdictReason): number {
  return GRAVITY[left.severity] - GRAVITY[right.severity];
}

const ANSWER_ORDER = { yes: 0, warning: 1, no: 2 } as const;

/** Best first: the answer, then the lower memory load after the move (unknown last), then the name. */
export function byPreference(left: Verdict, right: Verdict): number {
  return (
    ANSWER_ORDER[left.answer] - ANSWER_ORDER[right.answer] ||
    (left.load.memoryAfter ?? Number.MAX_VALUE) - (right.load.memoryAfter ?? Number.MAX_VALUE) ||
    (left.host < right.host ? -1 : left.host > right.host ? 1 : 0)
  );
}
