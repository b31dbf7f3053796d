import { type Instance, InstanceSort, PowerState } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { findProvider, listInstances } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { note, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { count, type Tone } from '../output/text.ts';

const TONES: Partial<Record<PowerState, Tone>> = {
  on: 'good',
  migrating: 'busy',
  error: 'bad',
  off: 'faint',
};

/** Such as `migrating 42 %`. */
function power({ powerState, move }: Instance): string {
  const percent = powerState === 'migrating' ? move?.progress?.percent : null;
  return percent == null ? powerState : `${powerState} ${Math.floor(percent)} %`;
}

const COLUMNS: Column<Instance>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'POWER', value: power, tone: ({ powerState }) => TONES[powerState] },
  { title: 'HOST', value: ({ host }) => host },
  { title: 'PROVIDER', value: ({ provider }) => provider },
  { title: 'ZONE', value: ({ zone }) => zone, leaveOut: 3 },
  { title: 'FLAVOR', value: ({ flavor }) => flavor, leaveOut: 4 },
  { title: 'ADDRESSES', value: ({ ipAddresses }) => ipAddresses.join(', '), leaveOut: 5 },
];

const WIDE_COLUMNS: Column<Instance>[] = [
  { title: 'ID', value: ({ id }) => id },
  ...COLUMNS,
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'TASK', value: ({ taskState }) => taskState },
  { title: 'PROJECT', value: ({ project }) => project },
];

interface Options extends GlobalOptions {
  provider?: string;
  zone?: string;
  host?: string;
  powerState?: PowerState;
  search?: string;
  sort: InstanceSortKey;
  order: 'asc' | 'desc';
  wide?: boolean;
}
type InstanceSortKey = (typeof InstanceSort.options)[number];

const AFTER = `
Examples:
  $ evenkeel instances --provider West --zone az-1
  $ evenkeel instances --zone ""          # without an availability zone
  $ evenkeel instances --search web --sort host
  $ evenkeel instances --host compute-03 --json | jq -r ".[].id"
`;

export function addInstances(program: Command): void {
  program
    .command('instances')
    .description('list the instances with their power state and their host')
    .option('--provider <name>', 'only those of this provider (name or id)')
    .option('--zone <zone>', 'only those of this availability zone ("" for none)')
    .option('--host <host>', 'only those on this host')
    .addOption(new Option('--power-state <state>', 'only those in this state').choices(PowerState.options))
    .option('--search <text>', 'only those with this in name, id, address, host or project')
    .addOption(new Option('--sort <key>', 'what to sort by').choices(InstanceSort.options).default('name'))
    .addOption(new Option('--order <order>', 'the direction').choices(['asc', 'desc']).default('asc'))
    .option('--wide', 'more columns, with the ids, however wide the terminal')
    .addHelpText('after', AFTER)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const { zone, host, powerState, search, sort, order, json, wide } = options;
      const client = await clientFor(options);
      const provider = options.provider ? await findProvider(client, options.provider) : undefined;
      const filters = { provider: provider?.id, zone, host, powerState, search };
      const instances = await listInstances(client, { ...filters, sort, order });
      const columns = wide ? WIDE_COLUMNS : COLUMNS;
      printList(instances, columns, { json, width: wide ? null : undefined, empty: 'No instance fits.' });
      if (process.stdout.isTTY && !json && instances.length > 0) note(count(instances.length, 'instance'));
    });
}
