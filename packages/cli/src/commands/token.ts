import { ApiToken, CreatedToken, type NewToken, type TokenScope } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type ApiClient, createApiClient } from '../api/client.ts';
import { listProviders } from '../api/lists.ts';
import { dataDirectory, findServerUrl, readOwner } from '../api/server.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { lifetime } from '../options.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';

interface CreateOptions extends GlobalOptions {
  data?: string;
  name: string;
  role?: TokenScope['role'];
  provider?: string;
  zone?: string;
  project?: string;
  expires?: number | 'never';
}

const AFTER_CREATE = `
The token is shown this once. It ends after 90 days unless --expires says
otherwise; "never" is until somebody revokes it. Without bounds it may do what
an administrator may: keep it as you keep a password.

Examples:
  $ export EVENKEEL_TOKEN=$(evenkeel token create)
  $ evenkeel token create --role viewer --provider West --expires 30d
  $ evenkeel token create --data /var/lib/evenkeel --name backup-script
`;

const AFTER_LIST = `
Your own tokens; for an administrator everybody's. The tokens themselves are
kept nowhere.

Examples:
  $ evenkeel token list
  $ evenkeel token list --json | jq '.[] | select(.expiresAt == null)'
`;

const AFTER_REVOKE = `
Examples:
  $ evenkeel token revoke backup-script
  $ evenkeel token revoke backup-script --yes
`;

export function addToken(program: Command): void {
  const token = program.command('token').description('make, list and revoke API tokens');
  token
    .command('create')
    .description("make an API token; for whoever may read the server's data directory")
    .option('--data <directory>', "the server's data directory (default: EVENKEEL_DATA, else .evenkeel)")
    .option('--name <name>', 'what the token is called in the records', 'command line')
    .addOption(
      new Option('--role <role>', 'it may at most what this role may').choices([
        'viewer',
        'operator',
        'administrator',
      ]),
    )
    .option('--provider <provider>', 'only in this provider (name or id)')
    .option('--zone <zone>', 'only in this availability zone')
    .option('--project <id>', 'only in the project with this id')
    .option('--expires <time>', 'it ends after 12h, 30d, or never (90d)', lifetime)
    .addHelpText('after', AFTER_CREATE)
    .action(create);
  token
    .command('list')
    .description('list API tokens: what they may, when they end, when they were last used')
    .addHelpText('after', AFTER_LIST)
    .action(list);
  token
    .command('revoke')
    .argument('<token>', 'its name or its id')
    .description('revoke an API token: its next request is refused')
    .option('--yes', 'do not ask')
    .addHelpText('after', AFTER_REVOKE)
    .action(revoke);
}

async function create(_options: unknown, command: Command): Promise<void> {
  const { data, name, role, provider, zone, project, expires, json, url } =
    command.optsWithGlobals<CreateOptions>();
  const owner = await readOwner(dataDirectory(data));
  // EVENKEEL_URL may point elsewhere, and the owner's token is this server's alone: only --url itself is heeded.
  const named = command.parent?.parent?.getOptionValueSource('url') === 'cli' ? url : owner.url;
  const client = createApiClient(await findServerUrl(named), owner.ownerToken);
  const wanted: NewToken = {
    name,
    scope: { role, zone, projectId: project },
    provider,
    expiresInSeconds: expires === 'never' ? null : expires,
  };
  const created = await client.post('/tokens', CreatedToken, wanted);
  if (json) return printJson(created);
  printLine(created.token);
  if (!process.stdout.isTTY) return;
  const ends =
    created.expiresAt === null
      ? 'It never ends: revoke it when it is not needed.'
      : `It ends ${created.expiresAt}.`;
  note(`Shown this once. ${ends} Use it so: export EVENKEEL_TOKEN=…`);
}

const listed = (client: ApiClient) => client.get('/tokens', z.array(ApiToken));

async function list(_options: unknown, command: Command): Promise<void> {
  const { json, ...options } = command.optsWithGlobals<GlobalOptions>();
  const client = await clientFor(options);
  const [tokens, providers] = await Promise.all([listed(client), listProviders(client)]);
  const nameOf = (id: string | null) => providers.find((provider) => provider.id === id)?.name ?? id;
  const columns: Column<ApiToken>[] = [
    { title: 'NAME', value: ({ name }) => name, whole: true },
    { title: 'ROLE', value: ({ scope }) => scope.role ?? 'any' },
    { title: 'PROVIDER', value: ({ scope }) => nameOf(scope.providerId) ?? 'any' },
    { title: 'ZONE', value: ({ scope }) => scope.zone ?? 'any', leaveOut: 2 },
    { title: 'PROJECT', value: ({ scope }) => scope.projectId ?? 'any', leaveOut: 3 },
    { title: 'MADE BY', value: ({ createdBy }) => createdBy, leaveOut: 4 },
    { title: 'ENDS', value: ({ expiresAt }) => expiresAt ?? 'never' },
    { title: 'LAST USED', value: ({ lastUsedAt }) => lastUsedAt ?? 'never' },
    { title: 'FROM', value: ({ lastUsedAddress }) => lastUsedAddress, leaveOut: 1 },
    { title: 'ID', value: ({ id }) => id, leaveOut: 5 },
  ];
  printList(tokens, columns, { json, empty: 'There is no API token. Make one: evenkeel token create.' });
}

async function revoke(named: string, _options: unknown, command: Command): Promise<void> {
  const { yes, json, ...options } = command.optsWithGlobals<GlobalOptions & { yes?: boolean }>();
  const client = await clientFor(options);
  const fitting = (await listed(client)).filter(({ id, name }) => id === named || name === named);
  const [token] = fitting;
  if (!token)
    throw refusal(
      'not-found',
      `There is no API token "${named}".`,
      'evenkeel token list shows those there are.',
    );
  if (fitting.length > 1)
    throw refusal(
      'not-unique',
      `${fitting.length} API tokens are called "${named}".`,
      'Give the id of the one that is meant: evenkeel token list --json.',
    );
  if (!yes)
    await confirm(
      `Revoke the token "${token.name}"? Whoever uses it is refused at once.`,
      `The token "${token.name}" was not revoked`,
    );
  await client.delete(`/tokens/${token.id}`);
  if (json) return printJson({ id: token.id, revoked: true });
  note(`The token "${token.name}" is revoked.`);
}
