/** A plan of maintenance with what a person chose for those that do not simply leave: shown before anything is asked for. */
import { type MaintenanceChoices, MaintenancePreview } from '@evenkeel/contract';
import type { ApiClient } from '../api/client.ts';
import { refusal } from '../errors.ts';
import { showBeforehand } from '../output/print.ts';
import { count } from '../output/text.ts';
import { type ChoiceOptions, choicesOf } from './choices.ts';
import { hostPlanLines } from './drain-plan.ts';

/**
 * Null when only the plan was asked for (`--dry-run`). Throws a refusal while somebody still needs a choice.
 * @param wanted the request without its choices
 * @param where such as `on these hosts`
 */
export async function showChosenPlan(
  client: ApiClient,
  wanted: object,
  options: ChoiceOptions & { json?: boolean; dryRun?: boolean },
  where: string,
): Promise<{ preview: MaintenancePreview; choices: MaintenanceChoices } | null> {
  // Names become ids by a first plan, which knows who is on the hosts.
  const first = await client.post('/maintenance/preview', MaintenancePreview, wanted);
  const known = first.hosts.flatMap(({ moves, stays }) => [...moves, ...stays]);
  const choices = choicesOf(known, options, where);
  const preview = await client.post('/maintenance/preview', MaintenancePreview, { ...wanted, choices });
  if (showBeforehand(preview.hosts.flatMap(hostPlanLines), preview, options)) return null;
  if (preview.missing > 0)
    throw refusal(
      'choices-missing',
      `${count(preview.missing, 'instance needs', 'instances need')} a choice. Nothing was done.`,
      'Name it with --choose NAME=CHOICE, or all of them with --others CHOICE.',
    );
  return { preview, choices };
}
