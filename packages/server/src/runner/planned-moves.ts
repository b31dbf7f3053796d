/** What a request says of each instance, put together: its own options, and what it has to wait for. */
import { isDeepStrictEqual } from 'node:util';
import type { MigrateOptions, NewRun } from '@evenkeel/contract';
import { DomainRefusal } from './refusal.ts';

export interface PlannedMove {
  providerId: string;
  id: string;
  /** `provider_id/id`. */
  key: string;
  options: MigrateOptions;
  /** Keys of those that have to succeed first. */
  after: string[];
  why: string | null;
}

/**
 * Each instance once, in the order asked for. Throws DomainRefusal (400) where one is named twice with different wishes,
 * where `after` names what is not there, or where moves wait for each other in a circle.
 */
export function plannedMoves({ instances, options }: Pick<NewRun, 'instances' | 'options'>): PlannedMove[] {
  const keys = instances.map(({ providerId, id }) => `${providerId}/${id}`);
  const moves = new Map<string, PlannedMove>();
  instances.forEach((instance, place) => {
    const { providerId, id, after = [], why = null } = instance;
    const key = keys[place] as string;
    const predecessors = after.map((earlier) => keys[earlier] ?? refuseUnknown(place, earlier));
    const move = {
      providerId,
      id,
      key,
      why,
      options: { ...options, ...instance.options },
      after: [...new Set(predecessors)].sort(),
    };
    const before = moves.get(key);
    if (before && !isDeepStrictEqual(before, move)) refuseTwice(id);
    moves.set(key, move);
  });
  refuseCircle(moves);
  return [...moves.values()];
}

function refuseUnknown(place: number, earlier: number): never {
  const sentence = `The instance at ${place} has to come after the one at ${earlier}, and there is none.`;
  throw new DomainRefusal(400, 'bad-plan', sentence, { nextStep: 'Count the places in "instances" from 0.' });
}

function refuseTwice(id: string): never {
  const sentence = `The instance ${id} is named twice, and each time for something else.`;
  throw new DomainRefusal(400, 'bad-plan', sentence, { nextStep: 'Name it once.' });
}

/** Takes away, again and again, what waits for nothing that is left: what remains waits for itself. */
function refuseCircle(moves: ReadonlyMap<string, PlannedMove>): void {
  const left = new Map(moves);
  for (let before = -1; left.size !== before; ) {
    before = left.size;
    for (const { key, after } of left.values()) if (!after.some((other) => left.has(other))) left.delete(key);
  }
  const [first] = left.values();
  if (!first) return;
  const sentence = `The instance ${first.id} waits, by way of others, for itself: its move would never begin.`;
  throw new DomainRefusal(400, 'bad-plan', sentence, {
    nextStep: 'Take one of the "after" out of the circle.',
  });
}
