/** What a preflight and a new run stand on: facts read fresh where the cloud answers at once, else as last observed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstanceReference } from '@evenkeel/contract';
import type { Db } from '../db/database.ts';
import { type ObservedFacts, readObservedFacts } from '../db/preflight.ts';
import { DomainRefusal } from './refusal.ts';
import type { FreshReader } from './step.ts';
import { MOST_FRESH, type Timing } from './timing.ts';

export interface Surroundings {
  db: Db;
  inventory: Pick<FreshReader, 'observeInstance'>;
  timing: Timing;
}

/** What was observed, and of which instances (`provider_id/id`) the cloud itself said so just now. */
export interface FreshFacts extends ObservedFacts {
  readJustNow: ReadonlySet<string>;
}

/** Each instance once, in the order asked for. */
export function eachOnce(references: readonly InstanceReference[]): InstanceReference[] {
  const seen = new Map(references.map((reference) => [`${reference.providerId}/${reference.id}`, reference]));
  return [...seen.values()];
}

/**
 * Reads a few instances fresh, for at most `freshMs`; then everything from the database, the instances in the order
 * asked for. Throws DomainRefusal (404) when one is not known.
 */
export async function observe(
  { db, inventory, timing }: Surroundings,
  references: readonly InstanceReference[],
): Promise<FreshFacts> {
  const before = await readObservedFacts(db, references);
  refuseUnknown(before, references);
  const readJustNow = new Set<string>();
  if (references.length > MOST_FRESH) return { ...before, readJustNow };
  const reads = references.map(async ({ providerId, id }) => {
    await inventory.observeInstance(providerId, id);
    readJustNow.add(`${providerId}/${id}`);
  });
  // A cloud that does not answer is no reason to say nothing: what was seen last is told with its age.
  await Promise.race([Promise.allSettled(reads), sleep(timing.freshMs, undefined, { ref: false })]);
  const after = await readObservedFacts(db, references);
  refuseUnknown(after, references);
  return { ...after, readJustNow: new Set(readJustNow) };
}

function refuseUnknown(observed: ObservedFacts, references: readonly InstanceReference[]): void {
  const order = new Map(references.map(({ providerId, id }, index) => [`${providerId}/${id}`, index]));
  const placeOf = (row: { provider_id: string; id: string }) =>
    order.get(`${row.provider_id}/${row.id}`) ?? 0;
  observed.instances.sort((left, right) => placeOf(left) - placeOf(right));
  const found = new Set(observed.instances.map((row) => `${row.provider_id}/${row.id}`));
  const missing = references.filter(({ providerId, id }) => !found.has(`${providerId}/${id}`));
  const [first] = missing;
  if (!first) return;
  const others = missing.length > 1 ? `, nor ${missing.length - 1} of the others` : '';
  throw new DomainRefusal(
    404,
    'instance-unknown',
    `There is no instance ${first.id}, or no longer${others}.`,
    {
      nextStep: 'Reload the list of instances and choose again.',
    },
  );
}
