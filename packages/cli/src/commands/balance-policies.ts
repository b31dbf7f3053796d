/** What balance is to hold, and whether it acts by itself: policies, listed, shown, made, changed and removed. */
import { BalancePolicy, type Provider } from '@evenkeel/contract';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { ApiClient } from '../api/client.ts';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { printable } from '../output/text.ts';
import { addSettingsOptions, type SettingsOptions, settingsOf } from './balance-settings.ts';

const AFTER = `
A change is a new version; plans name the version they were made by.

Examples:
  $ evenkeel balance-policies list
  $ evenkeel balance-policies save North nightly --goal even --mode suggest \\
      --schedule "0 3 * * *" --time-zone Europe/Berlin
  $ evenkeel balance North --policy nightly
`;
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  list: ['list', 'list North --json'],
  show: ['show North nightly', 'show North nightly --json > nightly.json'],
  versions: ['versions North nightly'],
  save: [
    'save North nightly --file nightly.json',
    'save North nightly --prefer web-01=n-05 db-01=n-04',
    'save North nightly --quiet 08:00-18:00',
  ],
  pause: ['pause North nightly'],
  remove: ['remove North nightly --yes'],
};
const NAMED = { provider: 'its name or id', policy: 'the name of the policy' };

const COLUMNS: Column<BalancePolicy & { provider: string }>[] = [
  { title: 'PROVIDER', value: ({ provider }) => provider, leaveOut: 3 },
  { title: 'NAME', value: ({ name }) => name, whole: true },
  { title: 'VERSION', value: ({ version }) => version, right: true },
  { title: 'GOAL', value: ({ settings }) => settings.goal.kind },
  { title: 'BY', value: ({ settings }) => settings.by, leaveOut: 2 },
  { title: 'MODE', value: ({ settings }) => settings.mode },
  { title: 'NEXT LOOK', value: ({ nextAt }) => nextAt, leaveOut: 1 },
  { title: 'LAST RESULT', value: ({ lastResult }) => lastResult, leaveOut: 4 },
];
const VERSIONS: Column<BalancePolicy>[] = [
  { title: 'VERSION', value: ({ version }) => version, right: true },
  { title: 'GOAL', value: ({ settings }) => settings.goal.kind },
  { title: 'MODE', value: ({ settings }) => settings.mode },
  { title: 'SAVED', value: ({ createdAt }) => createdAt },
  { title: 'BY', value: ({ createdBy }) => createdBy },
  { title: 'UNTIL', value: ({ endedAt }) => endedAt, leaveOut: 1 },
];

export function addBalancePolicies(program: Command): void {
  const policies = program
    .command('balance-policies')
    .description('what balance is to hold, and whether it acts by itself')
    .addHelpText('after', AFTER);
  policies
    .command('list', { isDefault: true })
    .argument('[provider]', 'only those of this one')
    .description('the policies in force')
    .action(list);
  const named = (name: string, description: string) =>
    policies
      .command(name)
      .argument('<provider>', NAMED.provider)
      .argument('<policy>', NAMED.policy)
      .description(description);
  named('show', 'one policy with all of its settings').action(show);
  named('versions', 'what it was, the newest first').action(versions);
  addSettingsOptions(named('save', 'make it, or its next version; what is not said stays')).action(save);
  named('pause', 'its next version looks only when asked').action((provider, name, _options, command) =>
    save(provider, name, { mode: 'manual' }, command),
  );
  named('remove', 'it looks no more; runs that came of it go on')
    .option('--yes', 'do not ask')
    .action(remove);
  for (const each of policies.commands) {
    const lines = EXAMPLES[each.name()]?.map((words) => `  $ evenkeel balance-policies ${words}\n`) ?? [];
    each.addHelpText('after', `\nExamples:\n${lines.join('')}`);
  }
}

async function opened(command: Command, typed: string) {
  const {
    json = false,
    yes = false,
    ...options
  } = command.optsWithGlobals<GlobalOptions & { yes?: boolean }>();
  const client = await clientFor(options);
  return { client, json, yes, provider: await findProvider(client, typed) };
}

const policiesOf = (client: ApiClient, provider?: Provider) =>
  client.get('/balance/policies', z.array(BalancePolicy), { provider: provider?.id });

async function findPolicy(client: ApiClient, provider: Provider, name: string): Promise<BalancePolicy> {
  const all = await policiesOf(client, provider);
  const found = all.find((one) => one.name === name || one.id === name);
  if (found) return found;
  const names = all.map((one) => one.name).join(', ');
  const nextStep = names
    ? `There are: ${names}.`
    : 'It has none yet; evenkeel balance-policies save makes one.';
  throw refusal('policy-unknown', `${printable(provider.name)} has no policy "${name}".`, nextStep);
}

async function list(typed: string | undefined, _options: unknown, command: Command): Promise<void> {
  const { json, ...options } = command.optsWithGlobals<GlobalOptions>();
  const client = await clientFor(options);
  const found = await policiesOf(client, typed === undefined ? undefined : await findProvider(client, typed));
  const providers = await client.get(
    '/providers',
    z.array(z.looseObject({ id: z.string(), name: z.string() })),
  );
  const rows = found.map((one) => ({
    ...one,
    provider: providers.find(({ id }) => id === one.providerId)?.name ?? one.providerId,
  }));
  printList(rows, COLUMNS, { json, empty: 'There is no policy. evenkeel balance-policies save makes one.' });
}

async function show(typed: string, name: string, _options: unknown, command: Command): Promise<void> {
  const { client, json, provider } = await opened(command, typed);
  const policy = await findPolicy(client, provider, name);
  if (json) return printJson(policy);
  const { version, createdBy, createdAt, nextAt, lastResult, settings } = policy;
  printLine(
    `${printable(policy.name)}, version ${version}, saved by ${printable(createdBy)} at ${createdAt}`,
  );
  printLine(nextAt === null ? 'It looks when it is asked.' : `It looks next at ${nextAt}.`);
  if (lastResult !== null) printLine(`Last: ${printable(lastResult)}`);
  printLine(`\n${stringify(settings).trimEnd()}`);
}

async function versions(typed: string, name: string, _options: unknown, command: Command): Promise<void> {
  const { client, json, provider } = await opened(command, typed);
  const { id } = await findPolicy(client, provider, name);
  const all = await client.get(`/balance/policies/${id}/versions`, z.array(BalancePolicy));
  printList(all, VERSIONS, { json, empty: '' });
}

async function save(typed: string, name: string, said: SettingsOptions, command: Command): Promise<void> {
  const { client, json, provider } = await opened(command, typed);
  const now = (await policiesOf(client, provider)).find((one) => one.name === name);
  if (command.name() === 'pause' && !now) await findPolicy(client, provider, name);
  const settings = await settingsOf(client, provider, now?.settings ?? null, said);
  const saved = await client.post('/balance/policies', BalancePolicy, {
    providerId: provider.id,
    name,
    settings,
  });
  if (json) return printJson(saved);
  const when = saved.nextAt === null ? 'It looks when it is asked.' : `It looks next at ${saved.nextAt}.`;
  printLine(`${printable(name)} is saved as version ${saved.version}. ${when}`);
  if (settings.mode === 'manual') note(`Plan by it: evenkeel balance ${provider.name} --policy ${name}`);
}

async function remove(typed: string, name: string, _options: unknown, command: Command): Promise<void> {
  const { client, json, yes, provider } = await opened(command, typed);
  const policy = await findPolicy(client, provider, name);
  if (!yes) await confirm(`Remove the policy ${printable(policy.name)}?`, 'It was not removed');
  await client.delete(`/balance/policies/${policy.id}`);
  if (json) printJson(policy);
  else printLine(`${printable(policy.name)} looks no more.`);
}
