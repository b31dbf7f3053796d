import { ProviderLimits, type ProviderLimitsChange } from '@evenkeel/contract';
import type { Command } from 'commander';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { atMost, between } from '../options.ts';
import { printJson, printLine } from '../output/print.ts';
import { printable } from '../output/text.ts';

const AFTER = `
Without options what holds now is shown. --source-host should be what Nova has
as max_concurrent_live_migrations (1 unless somebody changed it): more would
only wait inside Nova, where an old cloud can not take it back. The link and
the seconds of a move are what plans and forecasts are made with.

Examples:
  $ evenkeel provider limits West
  $ evenkeel provider limits West --source-host 2 --total 8 --link-gbps 25
`;

interface Options extends GlobalOptions {
  sourceHost?: number;
  total?: number;
  linkGbps?: number;
  secondsPerMove?: number;
}

export function addProviderLimits(provider: Command): void {
  provider
    .command('limits')
    .argument('<name>', 'the name or the id')
    .description('how many migrations a cloud is given at one time, and how fast they are taken to be')
    .option('--source-host <number>', 'from one host at a time, others counted', atMost(100))
    .option('--total <number>', 'at a time in the whole cloud', atMost(1000))
    .option('--link-gbps <number>', "what a host's link carries, in gigabits a second", between(0.01, 1000))
    .option('--seconds-per-move <number>', 'of a move, in which nothing is copied', between(0, 3600))
    .addHelpText('after', AFTER)
    .action(async (name: string, _options: unknown, command: Command) => {
      const { json, sourceHost, total, linkGbps, secondsPerMove, ...options } =
        command.optsWithGlobals<Options>();
      const client = await clientFor(options);
      const found = await findProvider(client, name);
      const path = `/providers/${found.id}/limits`;
      const change: ProviderLimitsChange = { perSourceHost: sourceHost, total, linkGbps, secondsPerMove };
      const asked = Object.values(change).some((value) => value !== undefined);
      const limits = asked
        ? await client.patch(path, ProviderLimits, change)
        : await client.get(path, ProviderLimits);
      if (json) return printJson(limits);
      printLine(`${printable(found.name)}: ${inWords(limits)}.`);
    });
}

function inWords({ perSourceHost, total, linkGbps, secondsPerMove }: ProviderLimits): string {
  return (
    `at most ${perSourceHost} from one host at a time and ${total} in all; ` +
    `forecast with ${linkGbps} Gb/s a link and ${secondsPerMove} s a move`
  );
}
