import { type NewSignInWay, SignInTrial, SignInWay } from '@evenkeel/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../api/client.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { CommandError, EXIT, refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { count, printable } from '../output/text.ts';
import { addAddKeystone, addAddOidc } from './sign-in-add.ts';

const AFTER = `
Besides the password: OpenID Connect issuers, whose groups become roles here,
and the Keystone of a provider. Only for administrators of everything.

Examples:
  $ evenkeel sign-in add-oidc Company --issuer https://login.example.org \\
      --client-id evenkeel --client-secret-file client.secret \\
      --group cloud-operators=operator
  $ evenkeel sign-in add-keystone West --provider West
  $ evenkeel sign-in list
`;
const examples = (...lines: string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ evenkeel sign-in ${line}\n`).join('')}`;

const COLUMNS: Column<SignInWay>[] = [
  { title: 'NAME', value: ({ name }) => name, whole: true },
  { title: 'KIND', value: ({ kind }) => kind },
  { title: 'ENABLED', value: ({ enabled }) => (enabled ? 'yes' : 'no') },
  { title: 'ACCOUNTS', value: ({ accounts }) => accounts, right: true },
  { title: 'LAST SIGN-IN', value: ({ lastSignInAt }) => lastSignInAt ?? 'never', leaveOut: 2 },
  { title: 'REDIRECT ADDRESS', value: ({ redirectUri }) => redirectUri, leaveOut: 1 },
];

export function addSignIn(program: Command): void {
  const signIn = program
    .command('sign-in')
    .description('where people sign in besides the password')
    .addHelpText('after', AFTER);
  signIn
    .command('list')
    .description('ways to sign in besides the password')
    .addHelpText('after', examples('list', 'list --json'))
    .action(async (_options: unknown, command: Command) => {
      const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
      const empty = 'People sign in with a password of Evenkeel only: evenkeel sign-in add-oidc --help.';
      printList(await listed(await clientFor(rest)), COLUMNS, { json, empty });
    });
  addAddOidc(signIn);
  addAddKeystone(signIn);
  signIn
    .command('test <name>')
    .description('ask its issuer or Keystone whether it answers; exit code 1 if not')
    .addHelpText('after', examples('test Company'))
    .action(test);
  for (const verb of ['enable', 'disable'] as const)
    signIn
      .command(`${verb} <name>`)
      .description(
        verb === 'enable' ? 'let people come in by it again' : 'let nobody come in by it; sessions end',
      )
      .addHelpText('after', examples(`${verb} Company`))
      .action((name: string, _options: unknown, command: Command) => turn(verb, name, command));
  signIn
    .command('remove <name>')
    .description('remove it, with the accounts that came by it, their sessions and tokens')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples('remove Company', 'remove Company --yes'))
    .action(remove);
}

function listed(client: ApiClient): Promise<SignInWay[]> {
  return client.get('/sign-in/ways', z.array(SignInWay));
}

async function wayNamed(client: ApiClient, named: string): Promise<SignInWay> {
  const found = (await listed(client)).find(({ id, name }) => name === named || id === named);
  if (found) return found;
  const nextStep = 'evenkeel sign-in list shows those there are.';
  throw refusal('not-found', `There is no way to sign in called "${named}".`, nextStep);
}

async function test(named: string, _options: unknown, command: Command): Promise<void> {
  const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
  const client = await clientFor(rest);
  const { id } = await wayNamed(client, named);
  const { answers, message } = await client.post(`/sign-in/ways/${id}/test`, SignInTrial, {});
  if (!answers) throw new CommandError(EXIT.failed, 'sign-in-not-answered', message);
  if (json) return printJson({ answers, message });
  printLine(printable(message));
}

async function turn(verb: 'enable' | 'disable', named: string, command: Command): Promise<void> {
  const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
  const client = await clientFor(rest);
  const { id, kind, name, settings } = await wayNamed(client, named);
  const wanted = { kind, name, settings, enabled: verb === 'enable' } as NewSignInWay;
  const changed = await client.put(`/sign-in/ways/${id}`, SignInWay, wanted);
  if (json) return printJson(changed);
  printLine(`${printable(name)} is ${verb}d.`);
}

async function remove(named: string, _options: unknown, command: Command): Promise<void> {
  const { yes, json, ...rest } = command.optsWithGlobals<GlobalOptions & { yes?: boolean }>();
  const client = await clientFor(rest);
  const { id, name, accounts } = await wayNamed(client, named);
  if (!yes)
    await confirm(
      `Remove ${printable(name)}? ${count(accounts, 'account')} that came by it go with it, with their sessions and tokens.`,
      `${printable(name)} was not removed`,
    );
  await client.delete(`/sign-in/ways/${id}`);
  if (json) return printJson({ id, removed: true });
  note(`${printable(name)} is removed.`);
}
