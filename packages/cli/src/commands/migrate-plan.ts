/** What a migration would do, from the server's preflight, before anything is sent to a cloud. */
import type { Instance, MigrateOptions, Preflight, VerdictReason } from '@evenkeel/contract';
import { refusal } from '../errors.ts';
import { count, printable } from '../output/text.ts';

type Prepared = Preflight['instances'][number];

/** More instances than these are only counted, unless there is something to say of them. */
const SHOWN = 20;

const BLOCK = { auto: 'automatic', yes: 'yes', no: 'no' } as const;

/** The plan as lines for a person. */
export function planLines(
  instances: readonly Instance[],
  preflight: Preflight,
  options: MigrateOptions,
): string[] {
  const disk = options.diskOverCommit ? 'disk space not checked' : 'disk space checked';
  const title = `To migrate: ${count(instances.length, 'instance')} (block migration: ${BLOCK[options.blockMigration]}; ${disk})`;
  const lines: string[] = [];
  let silent = 0;
  for (const instance of instances) {
    const prepared = preparedOf(instance, preflight);
    // What can not be done is said by the refusal that follows.
    const remarks = remarksOn(instance, prepared, options).filter(({ severity }) => severity === 'warning');
    if (lines.length >= SHOWN && remarks.length === 0) silent += 1;
    else {
      const from = printable(instance.host ?? 'host not shown');
      lines.push(`  ${printable(instance.name)}: ${from} → ${whereTo(prepared, options)}`);
      lines.push(...remarks.map(({ message }) => `    warning: ${printable(message)}`));
    }
  }
  return [title, ...lines, ...(silent > 0 ? [`  and ${silent} more`] : [])];
}

/** Throws a refusal with every reason when the preflight says that the server would not take the request. */
export function refuseImpossible(
  instances: readonly Instance[],
  preflight: Preflight,
  options: MigrateOptions,
): void {
  const errors = instances.flatMap((instance) =>
    remarksOn(instance, preparedOf(instance, preflight), options).filter(
      ({ severity }) => severity === 'error',
    ),
  );
  const [first] = errors;
  if (!first) return;
  const messages = [...new Set(errors.map(({ message }) => message))];
  throw refusal(first.code, `${messages.join('\n')}\nThis would not be done.`);
}

function preparedOf({ id, providerId }: Instance, preflight: Preflight): Prepared | null {
  return preflight.instances.find((one) => one.id === id && one.providerId === providerId) ?? null;
}

function whereTo(prepared: Prepared | null, { host }: MigrateOptions): string {
  if (host !== null) return printable(host);
  const verdicts = prepared?.verdicts ?? [];
  const able = verdicts.filter(({ answer }) => answer !== 'no').length;
  return `Nova chooses; ${able} of ${count(verdicts.length, 'other host')} could take it`;
}

/** Why it can not be done or what to know of it. Where Nova chooses the host, only a lack of any is worth a word. */
function remarksOn(instance: Instance, prepared: Prepared | null, { host }: MigrateOptions): VerdictReason[] {
  if (!prepared) return [];
  const remarks = prepared.obstacles.filter(({ severity }) => severity !== 'information');
  if (host === null) {
    if (prepared.verdicts.some(({ answer }) => answer !== 'no')) return remarks;
    const message = `No other host looks able to take ${instance.name}; Nova will probably refuse.`;
    return [...remarks, { code: 'no-host', severity: 'warning', message }];
  }
  const verdict = prepared.verdicts.find((one) => one.host === host);
  if (verdict) return [...remarks, ...verdict.reasons.filter(({ severity }) => severity !== 'information')];
  const [code, message] =
    instance.host === host
      ? ['same-host', `${instance.name} already runs on ${host}.`]
      : ['host-unknown', `There is no host ${host} in ${instance.provider}.`];
  return [...remarks, { code: code as string, severity: 'error', message: message as string }];
}
