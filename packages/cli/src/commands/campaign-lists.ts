/** The campaigns there are, and one of them. */
import type { CampaignSummary } from '@evenkeel/contract';
import type { Command } from 'commander';
import { findCampaign, listCampaigns } from '../api/campaigns.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { EXIT } from '../errors.ts';
import { followCampaign } from '../following/campaign.ts';
import { printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { campaignLines, minuteOf } from './campaign-lines.ts';

const COLUMNS: Column<CampaignSummary>[] = [
  { title: 'ID', value: ({ id }) => id.slice(0, 8), whole: true },
  { title: 'NAME', value: ({ name }) => name },
  {
    title: 'STATE',
    value: ({ state }) => state,
    tone: ({ state }) => (state === 'stopped' ? 'bad' : state === 'done' ? 'good' : undefined),
  },
  { title: 'DONE', value: ({ counts }) => counts.done, right: true },
  { title: 'UNDER WAY', value: ({ counts }) => counts.underWay, right: true, leaveOut: 4 },
  { title: 'WAITING', value: ({ counts }) => counts.waiting, right: true },
  { title: 'FAILED', value: ({ counts }) => counts.failed, right: true },
  { title: 'ENDS', value: ({ endedAt, forecastEndsAt: about }) => endOf(endedAt ?? about), leaveOut: 1 },
  { title: 'BY', value: ({ createdBy }) => createdBy, leaveOut: 3 },
  { title: 'PROVIDER', value: ({ provider }) => provider, leaveOut: 2 },
];

const endOf = (at: string | null) => at && minuteOf(at);

export function addCampaignLists(campaign: Command): void {
  campaign
    .command('list')
    .description('list the campaigns that go on')
    .option('--all', 'also those that have ended')
    .action(async (_options: unknown, command: Command) => {
      const { json = false, all, ...options } = command.optsWithGlobals<GlobalOptions & { all?: boolean }>();
      const client = await clientFor(options);
      const empty = 'No campaign goes on. evenkeel campaign create --help says how to begin.';
      printList(await listCampaigns(client, all ? 'all' : 'open'), COLUMNS, { json, empty });
    });
  campaign
    .command('show')
    .argument('<campaign>', 'its name, its id or the beginning of it')
    .description('show how a campaign stands')
    .option('--wait', 'tell what happens until the end; exit code 0 only if every host is done')
    .action(async (typed: string, _options: unknown, command: Command) => {
      const {
        json = false,
        wait,
        ...options
      } = command.optsWithGlobals<GlobalOptions & { wait?: boolean }>();
      const client = await clientFor(options);
      const found = await findCampaign(client, typed);
      const now = wait ? await followCampaign(client, found.id) : found;
      if (json) printJson(now);
      else printLine(campaignLines(now).join('\n'));
      if (wait) process.exitCode = now.counts.done === now.hosts.length ? EXIT.done : EXIT.failed;
    });
}
