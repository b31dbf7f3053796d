import type { MigrateOptions, Preflight, PreflightRequest, VerdictReason } from '@evenkeel/contract';
import { byPreference, obstaclesOf, verdictOf } from '@evenkeel/domain';
import type { InstanceRow } from '../db/preflight.ts';
import { agoInWords } from './ago.ts';
import { factsOfCloud, factsOfGroups, factsOfInstance } from './facts.ts';
import { hostsByProvider } from './host-facts.ts';
import { eachOnce, type FreshFacts, observe, type Surroundings } from './observe.ts';
import { verdictsForAll } from './verdicts-for-all.ts';

/** What would happen, without anything happening: obstacles and verdicts for each instance, and for all together. */
export async function preflight(surroundings: Surroundings, request: PreflightRequest): Promise<Preflight> {
  const observed = await observe(surroundings, eachOnce(request.instances));
  return judge(observed, request.options);
}

/** The rules over what was observed. */
export function judge(observed: FreshFacts, options: MigrateOptions): Preflight {
  const hostsOf = hostsByProvider(observed);
  const instances = observed.instances.map((row) => {
    const instance = factsOfInstance(row, observed.openMoves);
    const cloud = factsOfCloud(row);
    const hosts = hostsOf.get(row.provider_id) ?? [];
    const source = hosts.find(({ name }) => name === row.host) ?? null;
    const groups = factsOfGroups(row, observed);
    const verdicts = hosts
      .filter((destination) => destination !== source)
      .map((destination) => verdictOf({ instance, source, destination, groups, options, cloud }))
      .sort(byPreference);
    const obstacles = [...obstaclesOf(instance, { source, cloud }), ...ageOf(row, observed)];
    return { ...shownOf(row), obstacles, verdicts };
  });
  return { instances, hosts: verdictsForAll(observed, hostsOf, options) };
}

/** Who the instance is, as it was observed: whoever shows the answer needs no further question. */
function shownOf(row: InstanceRow) {
  return {
    id: row.id,
    providerId: row.provider_id,
    name: row.name,
    provider: row.provider,
    host: row.host,
    zone: row.zone || null,
    flavor: row.flavor,
    memoryMb: row.memory_mb,
  };
}

/** Older than this, what is shown may well have changed; the inventory looks every few seconds. */
const FRESH_ENOUGH_MS = 30_000;

/**
 * Says how old the facts are where the cloud did not answer just now. A row is written when it changes, so its own time
 * says nothing of its age: it was confirmed by every pass that worked since.
 */
function ageOf(row: InstanceRow, { now, readJustNow }: FreshFacts): VerdictReason[] {
  const seenMs = Math.max(row.observed_at.getTime(), row.last_good_at?.getTime() ?? 0);
  const ageMs = now.getTime() - seenMs;
  if (readJustNow.has(`${row.provider_id}/${row.id}`) || ageMs < FRESH_ENOUGH_MS) return [];
  const message = `${row.provider} does not answer now; this is how ${row.name} was seen ${agoInWords(ageMs)} ago.`;
  return [{ code: 'seen-earlier', severity: 'warning', message }];
}
