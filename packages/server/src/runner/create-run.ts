import { isDeepStrictEqual } from 'node:util';
import { type NewRun, type Run, RunKind, RunLimits } from '@evenkeel/contract';
import type { InstanceRow, ObservedFacts } from '../db/preflight.ts';
import { readRun } from '../db/reading-runs.ts';
import { digestOf, findRunByKey, insertRun, type NewMove } from '../db/runs.ts';
import { refuseProbe } from '../probe/refuse.ts';
import { checkPlan } from './check-plan.ts';
import { localDiskGb } from './facts.ts';
import { observe, type Surroundings } from './observe.ts';
import { type PlannedMove, plannedMoves } from './planned-moves.ts';
import { DomainRefusal } from './refusal.ts';
import { refuseOpenMoves } from './run-refusals.ts';

/** What a run is made for, said by the part that made the plan and never by the API's caller. */
export interface Purpose {
  /** `migrate` when it is left out. */
  kind?: RunKind;
  /** Hosts that refused an instance (`provider_id/id`) in the moves that are tried again. */
  refusedHosts?: ReadonlyMap<string, string[]>;
  /** What the same key has to stand for, where that is not the plan itself. */
  digest?: string;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const NO_LIMITS = RunLimits.parse({});

/**
 * Writes what a person wants, or refuses the whole of it: one thing that can not be done is told before anything is.
 * An instance named twice is taken once. Throws DomainRefusal.
 */
export async function createRun(
  surroundings: Surroundings,
  request: NewRun,
  createdBy: string,
  purpose: Purpose = {},
): Promise<{ run: Run; created: boolean }> {
  const { db } = surroundings;
  const { options, idempotencyKey, limits = NO_LIMITS, order = 'given', probe = null } = request;
  const kind = purpose.kind ?? RunKind.enum.migrate;
  const planned = plannedMoves(request);
  const digest = purpose.digest ?? digestOf(wishOf(request, planned, { kind, limits, order }));
  const earlier = await sameRun(surroundings, idempotencyKey, digest);
  if (earlier) return earlier;

  let observed: ObservedFacts;
  try {
    observed = await checkPlan(surroundings, planned);
    refuseProbe(probe, observed.instances);
  } catch (error) {
    // A press at the same moment may have been first: its move is then what stands in the way of this one.
    const first = await sameRun(surroundings, idempotencyKey, digest);
    if (first) return first;
    throw error;
  }

  const moves = newMoves(planned, observed.instances, purpose);
  const written = await insertRun(db, {
    idempotencyKey,
    digest,
    kind,
    options,
    limits,
    order,
    probe,
    createdBy,
    moves,
  });
  if (written === 'key-taken') {
    const first = await sameRun(surroundings, idempotencyKey, digest);
    if (first) return first;
    throw new Error('The run of this key is not to be found.');
  }
  if (written === 'move-open') {
    // Somebody was faster; who it was stands in the database now.
    refuseOpenMoves(await observe(surroundings, planned));
    throw new DomainRefusal(409, 'move-open', 'Another request moved one of the instances meanwhile.', {
      nextStep: 'Look at the instances, and ask again if it is still needed.',
    });
  }
  if ('inMaintenance' in written)
    throw new DomainRefusal(
      409,
      'host-in-maintenance',
      `${written.inMaintenance} was put into maintenance meanwhile.`,
      { nextStep: 'Plan again: hosts in maintenance are left alone.' },
    );
  return { run: (await readRun(db, written.id)) as Run, created: true };
}

function wishOf(
  { options }: NewRun,
  planned: readonly PlannedMove[],
  ways: NonNullable<Parameters<typeof digestOf>[0]['ways']>,
): Parameters<typeof digestOf>[0] {
  const usual = { kind: 'migrate', limits: NO_LIMITS, order: 'given' };
  const instances = planned.map(({ key, options: own, after }) => ({
    key,
    own: isDeepStrictEqual(own, options) && after.length === 0 ? null : { options: own, after },
  }));
  return { options, instances, ways: isDeepStrictEqual(ways, usual) ? null : ways };
}

/** The rows stand in the order of the plan. */
function newMoves(
  planned: readonly PlannedMove[],
  rows: readonly InstanceRow[],
  { refusedHosts }: Purpose,
): NewMove[] {
  const places = new Map(planned.map(({ key }, place) => [key, place]));
  return rows.map((row, place) => {
    const { key, options, after, why } = planned[place] as PlannedMove;
    return {
      providerId: row.provider_id,
      instanceId: row.id,
      instanceName: row.name,
      locked: row.locked,
      sourceHost: row.host as string,
      zone: row.zone,
      options,
      why,
      after: after.map((earlier) => places.get(earlier) as number),
      copyBytes: row.memory_mb === null ? null : row.memory_mb * MIB + (localDiskGb(row) ?? 0) * GIB,
      refusedHosts: refusedHosts?.get(key) ?? [],
    };
  });
}

/** The run of an earlier request with this key, when it asked for the same. */
export async function sameRun(
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
