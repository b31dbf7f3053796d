import type { Host } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { findProvider, listHosts } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';

/** Such as `12/64`; a dash where the cloud does not tell. */
function used(part: number | null, whole: number | null, unit = 1): string | null {
  if (part === null || whole === null) return null;
  return `${Math.round(part / unit)}/${Math.round(whole / unit)}`;
}

const COLUMNS: Column<Host>[] = [
  { title: 'NAME', value: ({ name }) => name, whole: true },
  { title: 'STATE', value: ({ state }) => state, tone: ({ state }) => (state === 'up' ? 'good' : 'bad') },
  {
    title: 'STATUS',
    value: ({ status }) => status,
    tone: ({ status }) => (status === 'enabled' ? undefined : 'busy'),
  },
  { title: 'INSTANCES', value: ({ instanceCount }) => instanceCount, right: true },
  { title: 'VCPUS', value: ({ vcpusUsed, vcpus }) => used(vcpusUsed, vcpus), right: true },
  { title: 'GIB', value: ({ memoryMbUsed, memoryMb }) => used(memoryMbUsed, memoryMb, 1024), right: true },
  { title: 'ZONE', value: ({ zone }) => zone, leaveOut: 1 },
  { title: 'PROVIDER', value: ({ provider }) => provider },
  {
    title: 'DISK GIB',
    value: ({ diskGbUsed, diskGb }) => used(diskGbUsed, diskGb),
    right: true,
    leaveOut: 2,
  },
  { title: 'REASON', value: ({ disabledReason }) => disabledReason, leaveOut: 3 },
];

interface Options extends GlobalOptions {
  provider?: string;
  zone?: string;
  status?: string;
  state?: string;
  search?: string;
}

export function addHosts(program: Command): void {
  program
    .command('hosts')
    .description('list the compute hosts with their state and their load')
    .option('--provider <name>', 'only those of this provider (name or id)')
    .option('--zone <zone>', 'only those of this availability zone')
    .addOption(new Option('--status <status>', "the operator's switch").choices(['enabled', 'disabled']))
    .addOption(
      new Option('--state <state>', 'whether nova-compute reports').choices(['up', 'down', 'unknown']),
    )
    .option('--search <text>', 'only those with this in their name or reason')
    .addHelpText(
      'after',
      '\nExamples:\n  $ evenkeel hosts --provider West --state down\n  $ evenkeel hosts --json\n',
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const client = await clientFor(options);
      const provider = options.provider ? await findProvider(client, options.provider) : undefined;
      const text = (options.search ?? '').toLowerCase();
      const hosts = (await listHosts(client, provider?.id)).filter(
        ({ name, zone, status, state, disabledReason }) =>
          (options.zone === undefined || (zone ?? '') === options.zone) &&
          (options.status === undefined || status === options.status) &&
          (options.state === undefined || state === options.state) &&
          `${name}\n${disabledReason ?? ''}`.toLowerCase().includes(text),
      );
      printList(hosts, COLUMNS, { json: options.json, empty: 'No host fits.' });
    });
}
