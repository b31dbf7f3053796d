/** What forbids a run, each said in words with the next step. All throw DomainRefusal. */
import type { MigrateOptions, Preflight, VerdictReason } from '@evenkeel/contract';
import type { InstanceRow, ObservedFacts } from '../db/preflight.ts';
import { agoInWords } from './ago.ts';
import type { FreshFacts } from './observe.ts';
import { DomainRefusal } from './refusal.ts';

/** As many as are named before "and N more". */
const NAMED = 3;

function refuse(status: number, code: string, sentences: readonly string[], nextStep: string): never {
  const more = sentences.length > NAMED ? ` And so for ${sentences.length - NAMED} more.` : '';
  throw new DomainRefusal(status, code, sentences.slice(0, NAMED).join(' ') + more, { nextStep });
}

/** Nothing is queued for a cloud that does not answer: nobody could say what it would meet when it does. */
export function refuseDownProviders({ instances, now, readJustNow }: FreshFacts): void {
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

export function refuseOpenMoves({ instances, openMoves }: ObservedFacts): void {
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

export function refuseObstacles({ instances }: Preflight): void {
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

/** Reasons that another move can take out of the way. */
const ROOM = /-short$|^disk-available$|affinity/;

/** @param roomIsMade by moves that have to succeed before: what there is room for now says nothing yet. */
export function refuseHost(
  observed: ObservedFacts,
  verdicts: Preflight,
  { host, diskOverCommit }: MigrateOptions,
  roomIsMade: boolean,
): void {
  if (host === null) {
    if (!diskOverCommit && !roomIsMade) refuseWithoutDisk(verdicts);
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
    return (verdict?.reasons ?? []).filter(
      ({ severity, code }) => severity === 'error' && !(roomIsMade && ROOM.test(code)),
    );
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
  const reasons = alone.length > 0 || roomIsMade || together.answer !== 'no' ? alone : together.reasons;
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
