import type { MigrateOptions, NewRun, Preflight, Run, VerdictReason } from '@evenkeel/contract';
import type { InstanceRow, ObservedFacts } from '../db/preflight.ts';
import { digestOf, findRunByKey, insertRun, readRun } from '../db/runs.ts';
import { agoInWords } from './ago.ts';
import { eachOnce, type FreshFacts, observe, type Surroundings } from './observe.ts';
import { judge } from './preflight.ts';
import { DomainRefusal } from './refusal.ts';

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

/** As many as are named before "and N more". */
const NAMED = 3;

function refuse(status: number, code: string, sentences: readonly string[], nextStep: string): never {
  const more = sentences.length > NAMED ? ` And so for ${sentences.length - NAMED} more.` : '';
  throw new DomainRefusal(status, code, sentences.slice(0, NAMED).join(' ') + more, { nextStep });
}

/** Nothing is queued for a cloud that does not answer: nobody could say what it would meet when it does. */
function refuseDownProviders({ instances, now, readJustNow }: FreshFacts): void {
  const down = instances.find(
    // The instance was read just now: the cloud is back, and its health is only not written yet.
    ({ health, provider_id, id }) =>
      (health === 'down' || health === 'refused') && !readJustNow.has(`${provider_id}/${id}`),
  );
  if (!down) return;
  const { provider, health, health_message, last_good_at } = down;
  const last =
    last_good_at === null
      ? 'It has not answered yet.'
      : `It last did ${agoInWords(now.getTime() - last_good_at.getTime())} ago (${last_good_at.toISOString()}).`;
  const what = health === 'down' ? 'does not answer' : 'does not accept our credentials';
  refuse(
    503,
    health === 'down' ? 'provider-down' : 'provider-refused',
    [`${provider} ${what}. ${last}${health_message ? ` ${health_message}` : ''}`],
    'See Providers for what stands in the way; ask again when it answers.',
  );
}

function refuseOpenMoves({ instances, openMoves }: ObservedFacts): void {
  const sentences = instances.flatMap((row) => {
    const open = openMoves.find(
      ({ provider_id, instance_id }) => provider_id === row.provider_id && instance_id === row.id,
    );
    if (!open) return [];
    const towards = open.towards === null ? '' : ` to ${open.towards}`;
    return [
      `${row.name} is already being moved${towards}, asked for by ${open.created_by} (run ${open.run_id}).`,
    ];
  });
  if (sentences.length > 0)
    refuse(409, 'move-open', sentences, 'Wait until that move has ended, or leave these instances out.');
}

function refuseObstacles({ instances }: Preflight): void {
  const errors = instances.flatMap(({ obstacles }) =>
    obstacles.filter(({ severity }) => severity === 'error').slice(0, 1),
  );
  const [first] = errors;
  if (first)
    refuse(
      409,
      first.code,
      errors.map(({ message }) => message),
      'Leave these instances out, or wait until they can move.',
    );
}

function refuseHost(
  observed: ObservedFacts,
  verdicts: Preflight,
  { host, diskOverCommit }: MigrateOptions,
): void {
  if (host === null) {
    if (!diskOverCommit) refuseWithoutDisk(verdicts);
    return;
  }
  refuseSeveralProviders(observed.instances, host);
  const together = verdicts.hosts.find((verdict) => verdict.host === host);
  const nextStep = 'Choose another host, or let Nova choose.';
  if (!together)
    refuse(
      404,
      'host-unknown',
      [`There is no host ${host} in ${observed.instances[0]?.provider}.`],
      nextStep,
    );
  const each = verdicts.instances.flatMap((instance) => {
    const verdict = instance.verdicts.find((one) => one.host === host);
    return (verdict?.reasons ?? []).filter(({ severity }) => severity === 'error');
  });
  const present = observed.instances
    .filter((row) => row.host === host)
    .map(
      (row): VerdictReason => ({
        code: 'same-host',
        severity: 'error',
        message: `${row.name} already runs on ${host}.`,
      }),
    );
  const alone = [...present, ...each];
  // Each of them may fit, and all of them not.
  const reasons = alone.length > 0 || together.answer !== 'no' ? alone : together.reasons;
  const [first] = reasons;
  if (first)
    refuse(
      409,
      first.code,
      reasons.map(({ message }) => message),
      nextStep,
    );
}

function refuseSeveralProviders(instances: readonly InstanceRow[], host: string): void {
  const providers = [...new Set(instances.map(({ provider }) => provider))];
  if (providers.length < 2) return;
  const sentence = `${host} can not be named for instances of ${providers.join(' and ')}: a host belongs to one provider.`;
  refuse(409, 'several-providers', [sentence], 'Let Nova choose the hosts, or migrate provider by provider.');
}

const DISK_CODES: ReadonlySet<string> = new Set(['disk-short', 'disk-available']);

/**
 * Disk Over Commit, not ticked: the disk space is verified by us beforehand (design.md 5). Where Nova chooses the host,
 * it is refused when a host is wanting for no reason but its disk, and no host is left.
 */
function refuseWithoutDisk({ instances }: Preflight): void {
  const sentences = instances.flatMap(({ name, verdicts }) => {
    if (verdicts.some(({ answer }) => answer !== 'no')) return [];
    const forDisk = verdicts.find(({ reasons }) =>
      reasons.every(({ severity, code }) => severity !== 'error' || DISK_CODES.has(code)),
    );
    return forDisk ? [`No host has the disk space for ${name}.`] : [];
  });
  if (sentences.length > 0)
    refuse(
      409,
      'no-disk-space',
      sentences,
      'Free disk space on a host, or tick Disk Over Commit to leave this unchecked.',
    );
}
