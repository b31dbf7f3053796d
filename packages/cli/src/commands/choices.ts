/** What is to become of instances that do not simply leave a host, as people type it. */
import { type MaintenanceChoices, StayChoice } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { refusal } from '../errors.ts';

export interface ChoiceOptions {
  choose: string[];
  others?: StayChoice;
}

export function addChoiceOptions(command: Command): Command {
  return command
    .option('--choose <instance=choice...>', 'what is to become of one, by name or id', [])
    .addOption(
      new Option('--others <choice>', 'what is to become of all that are not named').choices(
        StayChoice.options,
      ),
    );
}

/**
 * Names become ids by a plan, which knows who is on the hosts. Throws a refusal for what is not there.
 * @param where such as `on these hosts`
 */
export function choicesOf(
  known: readonly { instanceId: string; instanceName: string }[],
  { choose, others }: ChoiceOptions,
  where: string,
): MaintenanceChoices {
  const instances = choose.map((typed) => {
    const [, name = '', wish = ''] = /^(.+)=([a-z-]+)$/.exec(typed) ?? [];
    const choice = StayChoice.safeParse(wish);
    if (!choice.success)
      throw refusal(
        'usage',
        `"${typed}" is not INSTANCE=CHOICE.`,
        `Choices: ${StayChoice.options.join(', ')}.`,
      );
    const ids = new Set(
      known
        .filter(({ instanceId, instanceName }) => instanceId === name || instanceName === name)
        .map(({ instanceId }) => instanceId),
    );
    const [id] = ids;
    if (id === undefined || ids.size > 1)
      throw refusal(
        'instance-unknown',
        ids.size > 1 ? `Several instances are named "${name}".` : `There is no "${name}" ${where}.`,
        'The plan names them: --dry-run. An id is never ambiguous.',
      );
    return { id, choice: choice.data };
  });
  return { others: others ?? null, instances };
}

/** What was chosen before, with what is chosen now: what is not named stays as it was. */
export function merged(before: MaintenanceChoices, now: MaintenanceChoices): MaintenanceChoices {
  const named = new Set(now.instances.map(({ id }) => id));
  return {
    others: now.others ?? before.others,
    instances: [...before.instances.filter(({ id }) => !named.has(id)), ...now.instances],
  };
}
