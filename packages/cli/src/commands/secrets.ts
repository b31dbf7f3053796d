import { KeyRotation, SecretKeys } from '@evenkeel/contract';
import type { Command } from 'commander';
import { type ApiClient, createApiClient } from '../api/client.ts';
import { dataDirectory, findServerUrl, readOwner } from '../api/server.ts';
import type { GlobalOptions } from '../context.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { type Column, tableLines } from '../output/table.ts';
import { count } from '../output/text.ts';

const AFTER_SHOW = `
Keys are told by ids, from which nothing of a key follows.

Examples:
  $ evenkeel secrets show
  $ evenkeel secrets show --data /var/lib/evenkeel --json
`;
const AFTER_ROTATE = `
The server goes on meanwhile. Earlier backups of the database need the earlier
key: keep the secret.key that belongs to each of them.

Examples:
  $ evenkeel secrets rotate
  $ evenkeel secrets rotate --data /var/lib/evenkeel
`;

type Key = SecretKeys['keys'][number];
const WORDS: Readonly<Record<Key['state'], string>> = {
  current: 'seals',
  earlier: 'only opens',
  missing: 'is not there: they can not be read',
};
const COLUMNS: Column<Key>[] = [
  { title: 'KEY', value: ({ id }) => id ?? 'before ids', whole: true },
  { title: 'SECRETS', value: ({ secrets }) => secrets, right: true },
  { title: 'STATE', value: ({ state }) => WORDS[state] },
];

export function addSecrets(program: Command): void {
  const secrets = program.command('secrets').description("the key that seals the clouds' passwords");
  forTheOwner(secrets.command('show'))
    .description("tell which keys are in use; for whoever may read the server's data directory")
    .addHelpText('after', AFTER_SHOW)
    .action(show);
  forTheOwner(secrets.command('rotate'))
    .description("make a new key and seal everything anew; for whoever may read the server's data directory")
    .addHelpText('after', AFTER_ROTATE)
    .action(rotate);
}

function forTheOwner(command: Command): Command {
  return command.option(
    '--data <directory>',
    "the server's data directory (default: EVENKEEL_DATA, else .evenkeel)",
  );
}

interface OwnerOptions extends GlobalOptions {
  data?: string;
}

async function ownersClient(command: Command): Promise<ApiClient> {
  const { data, url } = command.optsWithGlobals<OwnerOptions>();
  const owner = await readOwner(dataDirectory(data));
  // As for `token create`: the owner's token is this server's alone.
  const named = command.parent?.parent?.getOptionValueSource('url') === 'cli' ? url : owner.url;
  return createApiClient(await findServerUrl(named), owner.ownerToken);
}

async function show(_options: OwnerOptions, command: Command): Promise<void> {
  const found = await (await ownersClient(command)).get('/secrets', SecretKeys);
  if (command.optsWithGlobals<OwnerOptions>().json) return printJson(found);
  printLine(tableLines(found.keys, COLUMNS, { stream: process.stdout }).join('\n'));
  if (found.keptIn === 'environment')
    note('The keys stand in EVENKEEL_SECRET_KEY: a new one is put before them by hand.');
}

async function rotate(_options: OwnerOptions, command: Command): Promise<void> {
  const result = await (await ownersClient(command)).post('/secrets/rotate', KeyRotation, {});
  if (command.optsWithGlobals<OwnerOptions>().json) return printJson(result);
  printLine(
    `A new key seals the secrets: ${result.resealed} sealed anew. The earlier key goes at the next start.`,
  );
  if (result.unreadable > 0)
    note(
      `${count(result.unreadable, 'secret')} could not be read and stay as they are: their clouds have to be added anew.`,
    );
}
