import type { ProviderLimits, RunLimits } from '@evenkeel/contract';

/** A move that waits for its turn. Hosts are nova-compute service hosts. */
export interface InLine {
  id: string;
  runId: string;
  providerId: string;
  instanceId: string;
  sourceHost: string;
  /** Null where Nova chooses: then no limit of a destination can be held beforehand. */
  destinationHost: string | null;
  zone: string | null;
}

/** A migration on its way: ours, or (without a run) one that somebody else started. */
export interface OnTheWay extends Omit<InLine, 'id' | 'runId' | 'sourceHost'> {
  runId: string | null;
  sourceHost: string | null;
}

export interface LineRules {
  /** Of every provider that has a move in line. Migrations of others count for their source host alone. */
  providers: ReadonlyMap<string, Pick<ProviderLimits, 'perSourceHost' | 'total'>>;
  /** By run; a run that is not named has no limits of its own. */
  runs: ReadonlyMap<string, RunLimits>;
  /** Hard anti-affinity groups of an instance, by `provider_id/instance_id`; each name stands for one group. */
  groups: ReadonlyMap<string, readonly string[]>;
}

/**
 * Which of the waiting moves begin now: one after the other in their order, each if it still has a place beside what is on
 * its way and those taken before it. One that has none holds nobody else up.
 */
export function whoGoes(
  waiting: readonly InLine[],
  onTheWay: readonly OnTheWay[],
  rules: LineRules,
): InLine[] {
  const taken = new Counter();
  for (const one of onTheWay) take(taken, one, rules);
  return waiting.filter((move) => {
    if (!hasPlace(taken, move, rules)) return false;
    take(taken, move, rules);
    return true;
  });
}

class Counter {
  readonly #counts = new Map<string, number>();
  of(...words: string[]): number {
    return this.#counts.get(JSON.stringify(words)) ?? 0;
  }
  add(...words: string[]): void {
    this.#counts.set(JSON.stringify(words), this.of(...words) + 1);
  }
}

function hasPlace(taken: Counter, move: InLine, { providers, runs, groups }: LineRules): boolean {
  const { runId, providerId, sourceHost, destinationHost, zone } = move;
  const provider = providers.get(providerId);
  if (!provider) return false;
  const limits = runs.get(runId);
  const below = (limit: number | null | undefined, ...words: string[]) =>
    limit === null || limit === undefined || taken.of(...words) < limit;
  return (
    below(provider.perSourceHost, 'source', providerId, sourceHost) &&
    below(provider.total, 'provider', providerId) &&
    below(limits?.total, 'run', runId) &&
    below(limits?.perSourceHost, 'run source', runId, providerId, sourceHost) &&
    (destinationHost === null ||
      below(limits?.perDestinationHost, 'run destination', runId, providerId, destinationHost)) &&
    (zone === null || below(limits?.perZone, 'run zone', runId, providerId, zone)) &&
    // Nova checks the group at the destination in a way that its own code calls racy (operations.md A6).
    (groups.get(`${providerId}/${move.instanceId}`) ?? []).every((group) => taken.of('group', group) === 0)
  );
}

function take(taken: Counter, one: InLine | OnTheWay, { groups }: LineRules): void {
  const { runId, providerId, instanceId, sourceHost, destinationHost, zone } = one;
  for (const group of groups.get(`${providerId}/${instanceId}`) ?? []) taken.add('group', group);
  if (sourceHost !== null) taken.add('source', providerId, sourceHost);
  if (runId === null) return;
  taken.add('provider', providerId);
  taken.add('run', runId);
  if (sourceHost !== null) taken.add('run source', runId, providerId, sourceHost);
  if (destinationHost !== null) taken.add('run destination', runId, providerId, destinationHost);
  if (zone !== null) taken.add('run zone', runId, providerId, zone);
}
