import type { MigrateOptions, NewRun, Run } from '@evenkeel/contract';
import type { ObservedFacts } from '../db/preflight.ts';
import { digestOf, findRunByKey, insertRun, readRun } from '../db/runs.ts';
import { eachOnce, observe, type Surroundings } from './observe.ts';
import { judge } from './preflight.ts';
import { DomainRefusal } from './refusal.ts';
import { refuseDownProviders, refuseHost, refuseObstacles, refuseOpenMoves } from './run-refusals.ts';

/**
 * Writes what a person wants, or refuses the whole of it: one thing that can not be done is told before anything is.
 * An instance named twice is taken once. Throws DomainRefusal.
 */
export async function createRun(
  surroundings: Surroundings,
  request: NewRun,
  createdBy: string,
): Promise<{ run: Run; created: boolean }> {
  const { db } = surroundings;
  const { options, idempotencyKey } = request;
  const instances = eachOnce(request.instances);
  const digest = digestOf(instances, options);
  const earlier = await sameRun(surroundings, idempotencyKey, digest);
  if (earlier) return earlier;

  let observed: ObservedFacts;
  try {
    observed = await check(surroundings, instances, options);
  } catch (error) {
    // A press at the same moment may have been first: its move is then what stands in the way of this one.
    const first = await sameRun(surroundings, idempotencyKey, digest);
    if (first) return first;
    throw error;
  }

  const moves = observed.instances.map((row) => ({
    ...{ providerId: row.provider_id, instanceId: row.id, instanceName: row.name, locked: row.locked },
    sourceHost: row.host as string,
  }));
  const written = await insertRun(db, { idempotencyKey, digest, options, createdBy, moves });
  if (written === 'key-taken') {
    const first = await sameRun(surroundings, idempotencyKey, digest);
    if (first) return first;
    throw new Error('The run of this key is not to be found.');
  }
  if (written === 'move-open') {
    // Somebody was faster; who it was stands in the database now.
    refuseOpenMoves(await observe(surroundings, instances));
    throw new DomainRefusal(409, 'move-open', 'Another request moved one of the instances meanwhile.', {
      nextStep: 'Look at the instances, and ask again if it is still needed.',
    });
  }
  return { run: (await readRun(db, written.id)) as Run, created: true };
}

/** Everything that forbids the run, and the facts that it was held against. Throws DomainRefusal. */
async function check(
  surroundings: Surroundings,
  instances: NewRun['instances'],
  options: MigrateOptions,
): Promise<ObservedFacts> {
  const observed = await observe(surroundings, instances);
  refuseDownProviders(observed);
  refuseOpenMoves(observed);
  const verdicts = judge(observed, options);
  refuseObstacles(verdicts);
  refuseHost(observed, verdicts, options);
  return observed;
}

/** The run of an earlier request with this key, when it asked for the same. */
async function sameRun(
  { db }: Surroundings,
  idempotencyKey: string,
  digest: string,
): Promise<{ run: Run; created: false } | null> {
  const earlier = await findRunByKey(db, idempotencyKey);
  if (earlier === null) return null;
  if (earlier.digest !== digest) {
    throw new DomainRefusal(
      409,
      'key-reused',
      'This idempotency key was used for another request: other instances or other options.',
      { nextStep: 'Send the new request with a new key.' },
    );
  }
  return { run: (await readRun(db, earlier.id)) as Run, created: false };
}
