import { CreatedWebhook, Webhook, WebhookTrial } from '@evenkeel/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../api/client.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { CommandError, EXIT, refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { printable } from '../output/text.ts';

const AFTER = `
A campaign or a return names a webhook: it is told of the host, signed with its
secret, and calls back when it is done. Only for administrators of everything.

Examples:
  $ evenkeel webhook create rack https://rack.example.org/hook > rack.secret
  $ evenkeel webhook test rack
  $ evenkeel campaign create "Kernel of March" --zone az1 --outside webhook:rack
`;
const AFTER_LIST = `
Examples:
  $ evenkeel webhook list
  $ evenkeel webhook list --json | jq -r '.[] | select(.lastUse == null).name'
`;
const AFTER_CREATE = `
The secret goes to stdout, this once: put it where the other program reads it.

Examples:
  $ evenkeel webhook create rack https://rack.example.org/hook > rack.secret
`;
const AFTER_CHANGE = `
The name and the secret stay.

Examples:
  $ evenkeel webhook change rack https://rack2.example.org/hook
`;
const AFTER_TEST = `
Sends a signed message of the type "test", which asks for nothing; exit code 1
when it was not taken.

Examples:
  $ evenkeel webhook test rack
`;
const AFTER_REMOVE = `
What waits for its call-back waits in vain, and a person is asked.

Examples:
  $ evenkeel webhook remove rack
  $ evenkeel webhook remove rack --yes
`;

const COLUMNS: Column<Webhook>[] = [
  { title: 'NAME', value: ({ name }) => name, whole: true },
  { title: 'ADDRESS', value: ({ url }) => url },
  { title: 'LAST USED', value: ({ lastUse }) => lastUse?.at ?? 'never' },
  { title: 'FOR', value: ({ lastUse }) => lastUse?.host, leaveOut: 2 },
  { title: 'RESULT', value: ({ lastUse }) => lastUse?.state, leaveOut: 1 },
  { title: 'MADE BY', value: ({ createdBy }) => createdBy, leaveOut: 3 },
];

export function addWebhook(program: Command): void {
  const webhook = program
    .command('webhook')
    .description('other programs that are told of a host, and call back')
    .addHelpText('after', AFTER);
  webhook
    .command('list')
    .description('the webhooks, and what was asked of each last')
    .addHelpText('after', AFTER_LIST)
    .action(async (_options: unknown, command: Command) => {
      const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
      const empty = 'There is no webhook. Make one: evenkeel webhook create NAME ADDRESS.';
      printList(await listed(await clientFor(rest)), COLUMNS, { json, empty });
    });
  webhook
    .command('create <name> <address>')
    .description('make a webhook; its secret is shown this once')
    .addHelpText('after', AFTER_CREATE)
    .action(async (name: string, url: string, _options: unknown, command: Command) => {
      const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
      const made = await (await clientFor(rest)).post('/webhooks', CreatedWebhook, { name, url });
      if (json) return printJson(made);
      printLine(made.secret);
      note(
        `The secret of ${printable(name)} is shown this once: what it is told and says back is signed with it.`,
      );
    });
  webhook
    .command('change <name> <address>')
    .description('change where a webhook leads')
    .addHelpText('after', AFTER_CHANGE)
    .action(async (name: string, url: string, _options: unknown, command: Command) => {
      const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
      const client = await clientFor(rest);
      const { id } = await webhookNamed(client, name);
      const changed = await client.put(`/webhooks/${id}`, Webhook, { url });
      if (json) return printJson(changed);
      printLine(`${printable(changed.name)} leads to ${printable(changed.url)}.`);
    });
  webhook
    .command('test <name>')
    .description('send it a message that asks for nothing')
    .addHelpText('after', AFTER_TEST)
    .action(test);
  webhook
    .command('remove <name>')
    .description('remove a webhook')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', AFTER_REMOVE)
    .action(remove);
}

function listed(client: ApiClient): Promise<Webhook[]> {
  return client.get('/webhooks', z.array(Webhook));
}

async function webhookNamed(client: ApiClient, named: string): Promise<Webhook> {
  const found = (await listed(client)).find(({ id, name }) => name === named || id === named);
  if (found) return found;
  throw refusal(
    'not-found',
    `There is no webhook "${named}".`,
    'evenkeel webhook list shows those there are.',
  );
}

async function test(name: string, _options: unknown, command: Command): Promise<void> {
  const { json, ...rest } = command.optsWithGlobals<GlobalOptions>();
  const client = await clientFor(rest);
  const { id } = await webhookNamed(client, name);
  const { accepted, message } = await client.post(`/webhooks/${id}/test`, WebhookTrial, {});
  if (!accepted)
    throw new CommandError(EXIT.failed, 'webhook-not-accepted', message, {
      nextStep: 'See whether the other program runs, and whether it knows the secret.',
    });
  if (json) return printJson({ accepted, message });
  printLine(printable(message));
}

async function remove(named: string, _options: unknown, command: Command): Promise<void> {
  const { yes, json, ...rest } = command.optsWithGlobals<GlobalOptions & { yes?: boolean }>();
  const client = await clientFor(rest);
  const { id, name } = await webhookNamed(client, named);
  if (!yes)
    await confirm(
      `Remove the webhook ${printable(name)}? What waits for its call-back waits in vain, and its secret is gone.`,
      `The webhook ${printable(name)} was not removed`,
    );
  await client.delete(`/webhooks/${id}`);
  if (json) return printJson({ id, removed: true });
  note(`The webhook ${printable(name)} is removed.`);
}
