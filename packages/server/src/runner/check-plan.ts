import type { MigrateOptions } from '@evenkeel/contract';
import type { InstanceRow, ObservedFacts } from '../db/preflight.ts';
import { type FreshFacts, observe, type Surroundings } from './observe.ts';
import type { PlannedMove } from './planned-moves.ts';
import { judge } from './preflight.ts';
import { refuseDownProviders, refuseHost, refuseObstacles, refuseOpenMoves } from './run-refusals.ts';

/** Everything that forbids the run, and the facts that it was held against. Throws DomainRefusal. */
export async function checkPlan(
  surroundings: Surroundings,
  planned: readonly PlannedMove[],
): Promise<ObservedFacts> {
  const observed = await observe(surroundings, planned);
  refuseDownProviders(observed);
  refuseOpenMoves(observed);
  for (const { instances, options, roomIsMade } of likeOnes(planned, observed)) {
    const facts = { ...observed, instances };
    const verdicts = judge(facts, options);
    refuseObstacles(verdicts);
    refuseHost(facts, verdicts, options, roomIsMade);
  }
  return observed;
}

/** Those with the same options are judged together. Where a move waits for others, they make the room that it needs. */
function likeOnes(planned: readonly PlannedMove[], { instances }: FreshFacts) {
  const groups = new Map<
    string,
    { instances: InstanceRow[]; options: MigrateOptions; roomIsMade: boolean }
  >();
  instances.forEach((row, place) => {
    const { options, after } = planned[place] as PlannedMove;
    const roomIsMade = after.length > 0;
    const key = JSON.stringify([options, roomIsMade]);
    const group = groups.get(key) ?? { instances: [], options, roomIsMade };
    group.instances.push(row);
    groups.set(key, group);
  });
  return groups.values();
}
