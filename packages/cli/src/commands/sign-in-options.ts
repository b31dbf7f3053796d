/** How groups and roles from elsewhere become grants here, as people type it; and a secret that is read, never typed. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { GrantGiven, KeystoneRole, type OidcSettings } from '@evenkeel/contract';
import { InvalidArgumentError } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { findProvider } from '../api/lists.ts';
import { refusal } from '../errors.ts';

/** `provider` is a name or id, of which the server knows only ids. */
export interface TypedGroup {
  group: string;
  role: GrantGiven['role'];
  provider: string | null;
  zone: string | null;
  project: string | null;
}

const HOW_GROUP =
  'Give GROUP=ROLE, such as "operators=operator" or "helpdesk=viewer; provider=West; zone=az1".';
const HOW_ROLE = 'Give ROLE=ROLE, such as "admin=operator; provider" or "member=viewer; projects".';

/** One more of an option that is given several times. Throws what commander tells as wrong usage. */
export function groups(typed: string, before: TypedGroup[]): TypedGroup[] {
  const [first = '', ...bounds] = partsOf(typed);
  const [group, role] = pairOf(first, HOW_GROUP);
  const known = new Map(bounds.map((bound) => pairOf(bound, HOW_GROUP)));
  const unknown = [...known.keys()].find((name) => !['provider', 'zone', 'project'].includes(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" bounds nothing: provider, zone and project do.`);
  const [provider, zone, project] = ['provider', 'zone', 'project'].map((name) => known.get(name) ?? null);
  return [...before, { group, role: roleOf(role), provider, zone, project } as TypedGroup];
}

/** One more role of Keystone. Without a word where it reaches, it reaches the projects in which somebody has it. */
export function keystoneRoles(typed: string, before: KeystoneRole[]): KeystoneRole[] {
  const [first = '', reach = 'projects', ...more] = partsOf(typed);
  const [keystoneRole, role] = pairOf(first, HOW_ROLE);
  const known = KeystoneRole.shape.reach.safeParse(reach);
  if (!known.success || more.length > 0) throw new InvalidArgumentError(HOW_ROLE);
  return [...before, { keystoneRole, role: roleOf(role), reach: known.data }];
}

/** Names of providers become ids. Throws a refusal for a provider that there is not. */
export async function groupsOf(
  client: ApiClient,
  typed: readonly TypedGroup[],
): Promise<OidcSettings['groups']> {
  const found: OidcSettings['groups'] = [];
  for (const { group, role, provider, zone, project: projectId } of typed) {
    const providerId = provider === null ? null : (await findProvider(client, provider)).id;
    found.push({ group, grant: { role, providerId, zone, projectId } });
  }
  return found;
}

/** The first line of the file, or of what is piped in where it is `-`. Throws a refusal when there is none. */
export async function secretFrom(file: string): Promise<string> {
  const where = file === '-' ? 'stdin' : file;
  if (file === '-' && process.stdin.isTTY)
    throw refusal(
      'secret-not-read',
      'There is nothing piped in to read the secret from.',
      'Give a file, or pipe it in.',
    );
  const read = file === '-' ? text(process.stdin) : readFile(file, 'utf8');
  const content = await read.catch((error: Error) => {
    throw refusal('secret-not-read', `The secret can not be read from ${where}: ${error.message}.`);
  });
  const secret = content.split(/\r?\n/)[0] ?? '';
  if (secret === '') throw refusal('secret-not-read', `The first line of ${where} is empty.`);
  return secret;
}

function partsOf(typed: string): string[] {
  return typed.split(';').map((part) => part.trim());
}

/** At the last equals sign: a group of a directory has some itself. */
function pairOf(typed: string, how: string): [string, string] {
  const [, name = '', value = ''] = /^(.+)=([^=]+)$/.exec(typed) ?? [];
  if (name === '' || value === '') throw new InvalidArgumentError(how);
  return [name.trim(), value.trim()];
}

function roleOf(word: string): GrantGiven['role'] {
  const known = GrantGiven.shape.role.safeParse(word);
  if (known.success) return known.data;
  throw new InvalidArgumentError(`"${word}" is no role: ${GrantGiven.shape.role.options.join(', ')} are.`);
}
