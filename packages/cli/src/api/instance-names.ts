/** From what a person typed to the instance that is meant. */
import type { Instance } from '@evenkeel/contract';
import { refusal } from '../errors.ts';
import { type Column, tableLines } from '../output/table.ts';
import type { ApiClient } from './client.ts';
import { listInstances } from './lists.ts';

/** The API's limit for a search; a longer name is sought by its beginning. */
const SEARCH_LENGTH = 200;
const SHOWN = 10;

/**
 * The instance with this id or exactly this name. Throws a refusal when there is none (with the names that contain it)
 * or more than one (with their ids): which one is meant is never guessed.
 */
export async function findInstance(
  client: ApiClient,
  idOrName: string,
  providerId?: string,
): Promise<Instance> {
  const typed = idOrName.trim();
  if (typed === '') throw refusal('instance-unknown', 'An instance is named by an empty text.');
  const near = await listInstances(client, { provider: providerId, search: typed.slice(0, SEARCH_LENGTH) });
  const found = near.filter(({ id, name }) => id === typed || name === typed);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (only) throw ambiguous(typed, found);
  const similar = near.slice(0, SHOWN).map(({ name }) => name);
  const more = near.length > SHOWN ? ', …' : '';
  const nextStep = similar.length
    ? `Similar names: ${similar.join(', ')}${more}.`
    : 'evenkeel instances --search TEXT finds the names there are.';
  throw refusal(
    'instance-unknown',
    `There is no instance with the id or the exact name "${typed}".`,
    nextStep,
  );
}

const CANDIDATE_COLUMNS: Column<Instance>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'PROVIDER', value: ({ provider }) => provider },
  { title: 'HOST', value: ({ host }) => host },
  { title: 'PROJECT', value: ({ project }) => project },
];

function ambiguous(typed: string, found: readonly Instance[]) {
  const lines = tableLines(found.slice(0, SHOWN), CANDIDATE_COLUMNS, { stream: process.stderr, width: null })
    .slice(1)
    .map((line) => `  ${line}`);
  if (found.length > SHOWN) lines.push(`  and ${found.length - SHOWN} more`);
  const message = `${found.length} instances are named "${typed}":\n${lines.join('\n')}`;
  const sameId = found.every(({ id }) => id === found[0]?.id);
  const nextStep = sameId
    ? 'Several providers show this one cloud. Say which with --provider.'
    : 'Give the id of the one you mean.';
  return refusal('instance-ambiguous', message, nextStep);
}
