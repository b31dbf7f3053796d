/** Hosts in maintenance: the list, one of them, and what a person may do to it. */
import { type Maintenance, MaintenanceDetail } from '@evenkeel/contract';
import { Argument, type Command } from 'commander';
import { findMaintenance, listMaintenance } from '../api/maintenance.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { count, printable } from '../output/text.ts';

const ACTIONS = ['show', 'pause', 'resume', 'cancel'] as const;
type Action = (typeof ACTIONS)[number];

const COLUMNS: Column<Maintenance>[] = [
  { title: 'ID', value: ({ id }) => id.slice(0, 8) },
  { title: 'HOST', value: ({ host }) => host, whole: true },
  {
    title: 'STATE',
    value: ({ state }) => state,
    tone: ({ state }) => (state === 'needs-attention' ? 'bad' : state === 'held' ? 'good' : undefined),
  },
  { title: 'MOVED', value: ({ moved }) => moved, right: true },
  { title: 'LEFT', value: ({ left }) => left?.length ?? null, right: true },
  { title: 'BY', value: ({ createdBy }) => createdBy, leaveOut: 1 },
  { title: 'SINCE', value: ({ since }) => since, leaveOut: 2 },
  { title: 'PROVIDER', value: ({ provider }) => provider, leaveOut: 3 },
  { title: 'REASON', value: ({ reason }) => reason, leaveOut: 4 },
];

const AFTER = `
pause   nothing new begins; what is on its way comes to its end
resume  goes on, and tries again what asked for attention
cancel  gives it up and enables the host again if Evenkeel disabled it; what was
        moved stays where it is. --abort-running also aborts what is on its way

Examples:
  $ evenkeel maintenance              # the hosts that are in maintenance now
  $ evenkeel maintenance compute-03
  $ evenkeel maintenance 7fff89f4 cancel --abort-running
`;

interface Options extends GlobalOptions {
  provider?: string;
  all?: boolean;
  abortRunning?: boolean;
  yes?: boolean;
}

export function addMaintenance(program: Command): void {
  program
    .command('maintenance')
    .argument('[id]', 'an id, the beginning of one, or a host in maintenance')
    .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('show'))
    .description('list the hosts in maintenance, show one, pause, resume or cancel it')
    .option('--provider <name>', 'the provider (name or id) of the host')
    .option('--all', 'in the list: also those that have ended')
    .option('--abort-running', 'with cancel: abort also what is on its way')
    .option('--yes', 'with cancel: do not ask')
    .addHelpText('after', AFTER)
    .action(async (typed: string | undefined, action: Action, _options: unknown, command: Command) => {
      const {
        json = false,
        all = false,
        abortRunning = false,
        yes,
        ...options
      } = command.optsWithGlobals<Options>();
      if (abortRunning && action !== 'cancel') throw refusal('usage', '--abort-running belongs to cancel.');
      const client = await clientFor(options);
      if (typed === undefined) {
        const empty = 'No host is in maintenance. evenkeel drain --help says how to begin.';
        return printList(await listMaintenance(client, all ? 'all' : 'open'), COLUMNS, { json, empty });
      }
      let now = await findMaintenance(client, typed, options.provider);
      if (action === 'cancel' && !yes)
        await confirm(`Cancel the maintenance of ${printable(now.host)}?`, 'It was not cancelled');
      if (action !== 'show') {
        const body = action === 'cancel' ? { abortRunning } : {};
        now = await client.post(`/maintenance/${now.id}/${action}`, MaintenanceDetail, body);
      }
      if (json) printJson(now);
      else printLine(detailLines(now).join('\n'));
    });
}

function detailLines(now: MaintenanceDetail): string[] {
  const { host, provider, state, attention, left, events, moved, moving, failed } = now;
  return [
    `${printable(host)} of ${printable(provider)}: ${state}${now.reason ? ` (${printable(now.reason)})` : ''}`,
    `  ${count(moved, 'instance')} moved away, ${moving} on their way or waiting, ${failed} failed`,
    ...(attention ? [`  ${printable(attention.reason)}`, `  ${printable(attention.nextStep)}`] : []),
    ...(left && left.length > 0 ? [`  Seen on it at ${now.lookedAt}:`] : []),
    ...(left ?? []).map((one) => `    ${printable(one.name)} (${one.status}): ${printable(one.message)}`),
    ...events.map(({ at, message }) => `  ${at} ${printable(message)}`),
  ];
}
