import type { NewRun, RetryRun, Run } from '@evenkeel/contract';
import { type EndedMove, type RunToRetry, readRunToRetry } from '../db/retrying.ts';
import { createRun, sameRun } from './create-run.ts';
import { type FreshFacts, observe, type Surroundings } from './observe.ts';
import { DomainRefusal } from './refusal.ts';
import { type MayGoTo, otherHosts, type Wanted } from './retry-hosts.ts';

/**
 * A new run of the moves that failed, with the run's own limits: each to where it was meant, or, where a host refused the
 * instance, to the best of the others by the verdicts. Null when there is no such run. Throws DomainRefusal.
 */
export async function retryRun(
  surroundings: Surroundings,
  runId: string,
  request: RetryRun,
  by: string,
  mayGoTo: MayGoTo = () => true,
): Promise<{ run: Run; created: boolean } | null> {
  const { moveIds, idempotencyKey } = request;
  // Which hosts are best changes from press to press; what is asked for does not.
  const digest = JSON.stringify(['retry', runId, moveIds ? [...moveIds].sort() : null]);
  const earlier = await sameRun(surroundings, idempotencyKey, digest);
  if (earlier) return earlier;
  const failed = await readRunToRetry(surroundings.db, runId);
  if (failed === null) return null;

  const moves = moveIds ? named(failed, moveIds) : allThatFailed(failed);
  const places = new Map(moves.map(({ id }, place) => [id, place]));
  const refused = new Map(moves.map((move) => [keyOf(move), refusingHosts(move)]));
  const observed = await observe(
    surroundings,
    moves.map(({ providerId, instanceId }) => ({ providerId, id: instanceId })),
  );
  const wanted: Wanted[] = moves.map((move) => ({
    key: keyOf(move),
    name: move.instanceName,
    options: move.options,
    refused: refused.get(keyOf(move)) ?? [],
  }));
  const targets = otherHosts(observed, wanted, mayGoTo);
  refuseElsewhere(
    observed,
    wanted.filter(({ key }) => !targets.has(key)),
    mayGoTo,
  );
  const instances = moves.map((move): NewRun['instances'][number] => {
    const target = targets.get(keyOf(move));
    const why = target?.why ?? move.why;
    return {
      providerId: move.providerId,
      id: move.instanceId,
      options: target ? { ...move.options, host: target.host } : move.options,
      after: move.afterIds.flatMap((id) => places.get(id) ?? []),
      ...(why === null ? {} : { why }),
    };
  });
  const { kind, options, limits, probe } = failed;
  const again = { instances, options, limits, idempotencyKey, ...(probe ? { probe } : {}) };
  return createRun(surroundings, again, by, { kind, refusedHosts: refused, digest });
}

/** A host that somebody else named before can be in a zone in which this person may not migrate. */
function refuseElsewhere(observed: FreshFacts, kept: readonly Wanted[], mayGoTo: MayGoTo): void {
  const rows = new Map(observed.instances.map((row) => [`${row.provider_id}/${row.id}`, row]));
  for (const { key, name, options } of kept) {
    const row = rows.get(key);
    const host = observed.hosts.find(
      (one) => one.provider_id === row?.provider_id && one.name === options.host,
    );
    if (!row || !host) continue;
    const { provider_id: providerId, project_id: projectId } = row;
    if (!mayGoTo({ providerId, zone: host.zone, projectId }))
      refuse(
        403,
        'not-permitted',
        `${name} was meant for a host where you may not migrate.`,
        'Migrate it to a host of your own choice, or ask an administrator for the role operator there.',
      );
  }
}

function keyOf({ providerId, instanceId }: EndedMove): string {
  return `${providerId}/${instanceId}`;
}

/** Hosts of which Nova said no, or on the way to which the copy failed; an abort or a time-out is not the host's doing. */
function refusingHosts({ outcome, destinationHost, sent, refusedHosts }: EndedMove): string[] {
  const refusal = outcome === 'not-placed' || outcome === 'rolled-back' || (outcome === 'rejected' && sent);
  return refusal && destinationHost !== null
    ? [...new Set([...refusedHosts, destinationHost])]
    : refusedHosts;
}

function named({ moves }: RunToRetry, moveIds: readonly string[]): EndedMove[] {
  const chosen = moves.filter(({ id }) => moveIds.includes(id));
  if (chosen.length < new Set(moveIds).size)
    refuse(
      400,
      'unknown-moves',
      'One of the moves is not of this run.',
      'Read the run again and name its own.',
    );
  const open = chosen.find(({ outcome }) => outcome === null);
  if (open)
    refuse(409, 'move-open', `${open.instanceName} is still being moved.`, 'Wait until that move has ended.');
  const done = chosen.find(({ outcome }) => outcome === 'succeeded');
  if (done)
    refuse(
      409,
      'moved-already',
      `${done.instanceName} was moved: there is nothing to try again.`,
      'Leave it out.',
    );
  return chosen;
}

/**
 * Those that failed and still stand where they stood, and those that were cancelled because one of them failed. What was
 * moved since, or is being moved, is left alone. Refused when nothing is left, with the reasons.
 */
function allThatFailed({ moves }: RunToRetry): EndedMove[] {
  const failed = moves.filter(
    ({ outcome }) => outcome !== null && outcome !== 'succeeded' && outcome !== 'cancelled',
  );
  const again = new Set(failed.filter((move) => hindrance(move) === null).map(({ id }) => id));
  for (let before = -1; again.size !== before; ) {
    before = again.size;
    for (const move of moves) {
      const followed = move.outcome === 'cancelled' && move.afterIds.some((id) => again.has(id));
      if (followed && hindrance(move) === null) again.add(move.id);
    }
  }
  if (again.size > 0) return moves.filter(({ id }) => again.has(id));
  const [first] = failed;
  if (!first) refuse(409, 'nothing-failed', 'No move of this run failed.', 'There is nothing to try again.');
  const others = failed.length > 1 ? ` And so for ${failed.length - 1} more, each for its own reason.` : '';
  refuse(409, 'nothing-to-retry', `${hindrance(first)}${others}`, 'See how each of them ended.');
}

/** Why it can not, or need not, be tried again; null when it can. */
function hindrance({ instanceName, hostNow, statusNow, sourceHost, openAgain }: EndedMove): string | null {
  if (openAgain) return `${instanceName} is being moved again already.`;
  if (statusNow === null) return `${instanceName} no longer exists.`;
  if (statusNow === 'ERROR') return `${instanceName} is in ERROR: verify it and reset its state first.`;
  if (hostNow !== sourceHost) return `${instanceName} is no longer on ${sourceHost} but on ${hostNow}.`;
  return null;
}

function refuse(status: number, code: string, sentence: string, nextStep: string): never {
  throw new DomainRefusal(status, code, sentence, { nextStep });
}
