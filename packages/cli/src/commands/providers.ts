import type { Provider } from '@evenkeel/contract';
import type { Command } from 'commander';
import { listProviders } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { note, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import type { Tone } from '../output/text.ts';

const TONES: Partial<Record<Provider['health'], Tone>> = {
  ok: 'good',
  slow: 'busy',
  down: 'bad',
  refused: 'bad',
};

export const PROVIDER_COLUMNS: Column<Provider>[] = [
  { title: 'NAME', value: ({ name }) => name, whole: true },
  { title: 'HEALTH', value: ({ health }) => health, tone: ({ health }) => TONES[health] },
  { title: 'REGION', value: ({ region }) => region },
  { title: 'INSTANCES', value: ({ instanceCount }) => instanceCount, right: true },
  { title: 'MIGRATING', value: ({ migratingCount }) => migratingCount, right: true },
  { title: 'HOSTS', value: ({ hostCount }) => hostCount, right: true },
  { title: 'COMPUTE', value: ({ computeVersion }) => computeVersion, leaveOut: 1 },
  { title: 'DEMO', value: ({ demo }) => (demo ? 'demo' : null), leaveOut: 2 },
  { title: 'ADDRESS', value: ({ authUrl }) => authUrl, leaveOut: 3 },
];

interface Options extends GlobalOptions {
  search?: string;
}

export function addProviders(program: Command): void {
  program
    .command('providers')
    .description('list the clouds, their health and their size')
    .option('--search <text>', 'only those with this in their name, region or address')
    .addHelpText(
      'after',
      '\nExamples:\n  $ evenkeel providers\n  $ evenkeel providers --json | jq -r ".[].name"\n',
    )
    .action(async (_options: unknown, command: Command) => {
      const { json, search = '', ...rest } = command.optsWithGlobals<Options>();
      const text = search.toLowerCase();
      const providers = (await listProviders(await clientFor(rest))).filter(({ name, region, authUrl }) =>
        `${name}\n${region ?? ''}\n${authUrl}`.toLowerCase().includes(text),
      );
      const empty = search
        ? `No provider has "${search}" in its name, region or address.`
        : 'There is no provider yet. Add one: evenkeel provider add NAME --os-cloud CLOUD.';
      printList(providers, PROVIDER_COLUMNS, { json, empty });
      if (json) return;
      for (const { name, healthMessage, lastGoodAt } of providers) {
        if (healthMessage) note(`${name}: ${healthMessage} Last good: ${lastGoodAt ?? 'never'}.`);
      }
    });
}
