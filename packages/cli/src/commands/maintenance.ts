/** Hosts in maintenance: the list, one of them, and what a person may do to it. */
import { type Maintenance, type MaintenanceChoices, MaintenanceDetail } from '@evenkeel/contract';
import { Argument, type Command } from 'commander';
import { findMaintenance, listMaintenance } from '../api/maintenance.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { count, printable } from '../output/text.ts';
import { addChoiceOptions, type ChoiceOptions, choicesOf, merged } from './choices.ts';

const ACTIONS = ['show', 'choose', 'pause', 'resume', 'cancel'] as const;
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
choose  what is to become of instances that do not leave, as with drain; what
        was chosen before and is not named stays so
pause   nothing new begins; what is on its way comes to its end
resume  goes on, and tries again what asked for attention
cancel  gives it up and enables the host again if Evenkeel disabled it, ready or
        not; what was moved stays where it is. --abort-running also aborts what
        is on its way

Examples:
  $ evenkeel maintenance              # the hosts that are in maintenance now
  $ evenkeel maintenance compute-03
  $ evenkeel maintenance compute-03 choose --choose web-01=skip --others leave
  $ evenkeel maintenance 7fff89f4 cancel --abort-running
`;

interface Options extends GlobalOptions, ChoiceOptions {
  provider?: string;
  all?: boolean;
  abortRunning?: boolean;
  yes?: boolean;
}

export function addMaintenance(program: Command): void {
  const command = program
    .command('maintenance')
    .argument('[id]', 'an id, the beginning of one, or a host in maintenance')
    .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('show'))
    .description('list the hosts in maintenance, show one, choose, pause, resume or cancel')
    .option('--provider <name>', 'the provider (name or id) of the host')
    .option('--all', 'in the list: also those that have ended');
  addChoiceOptions(command)
    .option('--abort-running', 'with cancel: abort also what is on its way')
    .option('--yes', 'with cancel: do not ask')
    .addHelpText('after', AFTER)
    .action(async (typed: string | undefined, action: Action, _options: unknown, command: Command) => {
      const {
        json = false,
        all = false,
        abortRunning = false,
        yes,
        choose,
        others,
        ...options
      } = command.optsWithGlobals<Options>();
      const chosen = choose.length > 0 || others !== undefined;
      if (chosen !== (action === 'choose'))
        throw refusal('usage', '--choose and --others belong to choose, and choose needs one of them.');
      if (abortRunning && action !== 'cancel') throw refusal('usage', '--abort-running belongs to cancel.');
      const client = await clientFor(options);
      if (typed === undefined) {
        const empty = 'No host is in maintenance. evenkeel drain --help says how to begin.';
        return printList(await listMaintenance(client, all ? 'all' : 'open'), COLUMNS, { json, empty });
      }
      let now = await findMaintenance(client, typed, options.provider);
      if (action === 'cancel' && !yes) await confirm(cancelInWords(now), 'It was not cancelled');
      if (action === 'choose') {
        const choices = choicesAfter(now, { choose, others });
        now = await client.put(`/maintenance/${now.id}/choices`, MaintenanceDetail, choices);
      } else if (action !== 'show') {
        const body = action === 'cancel' ? { abortRunning } : {};
        now = await client.post(`/maintenance/${now.id}/${action}`, MaintenanceDetail, body);
      }
      if (json) printJson(now);
      else printLine(detailLines(now).join('\n'));
    });
}

function cancelInWords({ host, disabledByUs }: MaintenanceDetail): string {
  const enabled = disabledByUs ? ' It is enabled again at once, ready or not.' : '';
  return `Cancel the maintenance of ${printable(host)}?${enabled}`;
}

function choicesAfter(now: MaintenanceDetail, wanted: ChoiceOptions): MaintenanceChoices {
  const known = [...(now.left ?? []), ...now.instances].map(({ id, name }) => ({
    instanceId: id,
    instanceName: name,
  }));
  return merged(now.choices, choicesOf(known, wanted, `on ${printable(now.host)}`));
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
