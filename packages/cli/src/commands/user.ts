import { type GivenGrants, type GrantGiven, User, UserWithCode } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../api/client.ts';
import { listProviders } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { note, printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';

const ROLES = ['viewer', 'operator', 'administrator'] as const;
const AFTER = `
Examples:
  $ evenkeel user create nora --role operator --provider "Demo north"
  $ evenkeel user grant nora --role viewer --project 3f1c…
  $ evenkeel user revoke nora --role viewer --project 3f1c…
  $ evenkeel user disable nora
`;

interface GrantOptions extends GlobalOptions {
  role: GrantGiven['role'];
  provider?: string;
  zone?: string;
  project?: string;
}

const COLUMNS: Column<User>[] = [
  { title: 'NAME', value: ({ username }) => username, whole: true },
  { title: 'MAY', value: ({ grants }) => grants.map(inWords).join('; ') || 'nothing' },
  { title: 'SIGNS IN', value: ({ hasPassword }) => (hasPassword ? 'here' : 'elsewhere') },
  { title: 'DISABLED', value: ({ disabledAt }) => disabledAt, leaveOut: 1 },
];

function inWords({ role, providerId, zone, projectId }: GrantGiven): string {
  const bounds = [
    providerId && `provider ${providerId}`,
    zone && `zone ${zone}`,
    projectId && `project ${projectId}`,
  ].filter(Boolean);
  return bounds.length > 0 ? `${role} of ${bounds.join(', ')}` : `${role} of everything`;
}

export function addUser(program: Command): void {
  const user = program.command('user').description('people, and what they may');

  user
    .command('list')
    .description('everybody who has an account, and what they may')
    .addHelpText('after', '\nExamples:\n  $ evenkeel user list\n  $ evenkeel user list --json\n')
    .action(async (_options: unknown, command: Command) => {
      const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
      const users = await (await clientFor(rest)).get('/users', z.array(User));
      printList(users, COLUMNS, { json, empty: 'There is no user.' });
    });

  withGrant(user.command('create <name>').description('make an account; its code is shown this once')).action(
    async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GrantOptions>();
      const client = await clientFor(options);
      const grants = [await grantOf(client, options)];
      const made = await client.post('/users', UserWithCode, { username: name, grants });
      if (options.json) return printJson(made);
      printLine(made.code);
      note(`${name} signs in with this code, which is shown this once, and chooses a password.`);
    },
  );

  changing(user, 'grant', 'give a person one role more', (now, grant) => [...now, grant]);
  changing(user, 'revoke', 'take a role from a person', (now, grant) => {
    const left = now.filter((one) => inWords(one) !== inWords(grant));
    if (left.length < now.length) return left;
    throw refusal(
      'grant-unknown',
      `There is no such grant given by hand: ${inWords(grant)}.`,
      'See what there is: evenkeel user list.',
    );
  });

  for (const verb of ['disable', 'enable'] as const)
    user
      .command(`${verb} <name>`)
      .description(
        verb === 'disable' ? 'let a person in no more; sessions and tokens end' : 'let a person in again',
      )
      .addHelpText('after', `\nExamples:\n  $ evenkeel user ${verb} nora\n`)
      .action(async (name: string, _options: unknown, command: Command) => {
        const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
        const client = await clientFor(rest);
        const { id } = await userNamed(client, name);
        const changed = await client.post(`/users/${id}/${verb}`, User, {});
        if (json) return printJson(changed);
        printLine(`${name} is ${verb}d.`);
      });
}

function changing(
  user: Command,
  verb: string,
  description: string,
  change: (now: GrantGiven[], grant: GrantGiven) => GrantGiven[],
): void {
  withGrant(user.command(`${verb} <name>`).description(description)).action(
    async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GrantOptions>();
      const client = await clientFor(options);
      const { id, grants } = await userNamed(client, name);
      const byHand = grants
        .filter(({ source }) => source === 'manual')
        .map(({ role, providerId, zone, projectId }) => ({ role, providerId, zone, projectId }));
      const wanted: GivenGrants = { grants: change(byHand, await grantOf(client, options)) };
      const changed = await client.put(`/users/${id}/grants`, User, wanted);
      if (options.json) return printJson(changed);
      printLine(`${name}: ${changed.grants.map(inWords).join('; ') || 'nothing'}.`);
    },
  );
}

function withGrant(command: Command): Command {
  return command
    .addOption(new Option('--role <role>', 'what they may').choices(ROLES).makeOptionMandatory())
    .option('--provider <name>', 'only at this provider')
    .option('--zone <name>', 'only in this availability zone')
    .option('--project <id>', 'only instances of this project')
    .addHelpText('after', AFTER);
}

async function grantOf(client: ApiClient, options: GrantOptions): Promise<GrantGiven> {
  const { role, provider, zone = null, project = null } = options;
  if (provider === undefined) return { role, providerId: null, zone, projectId: project };
  const found = (await listProviders(client)).find(({ id, name }) => name === provider || id === provider);
  if (found) return { role, providerId: found.id, zone, projectId: project };
  throw refusal('provider-unknown', `There is no provider ${provider}.`);
}

async function userNamed(client: ApiClient, name: string): Promise<User> {
  const found = (await client.get('/users', z.array(User))).find(({ username }) => username === name);
  if (found) return found;
  throw refusal('user-unknown', `There is no user ${name}.`, 'See who there is: evenkeel user list.');
}
