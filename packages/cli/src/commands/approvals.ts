import { Approval, ApprovalSettings } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { findApproval, listApprovals } from '../api/approvals.ts';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { CommandError, EXIT, refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { count, printable } from '../output/text.ts';

const AFTER = `
Where a provider says so, what touches many instances waits for a second person
with the role operator there: never who asked, nor a token of theirs. What
nobody approves within 24 hours is not done.

Examples:
  $ evenkeel approvals
  $ evenkeel approvals approve 3f1c
`;
const AFTER_LIST = `
Examples:
  $ evenkeel approvals list --all
`;
const AFTER_DECIDE = {
  approve: `
It begins at once, as it was asked for.

Examples:
  $ evenkeel approvals approve 3f1c --comment "seen, go"
`,
  decline: `
Examples:
  $ evenkeel approvals decline 3f1c --comment "not before Monday"
`,
};
const AFTER_SETTINGS = `
Examples:
  $ evenkeel approvals settings "Demo north"
  $ evenkeel approvals settings "Demo north" --runs-above 20
  $ evenkeel approvals settings "Demo north" --automatic-balance waits
`;

const COLUMNS: Column<Approval>[] = [
  { title: 'ID', value: ({ id }) => id, whole: true },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'WHAT', value: ({ title }) => title },
  { title: 'ASKED BY', value: ({ askedBy, own }) => (own ? `${askedBy} (you)` : askedBy) },
  { title: 'UNTIL', value: ({ expiresAt }) => expiresAt, leaveOut: 2 },
  { title: 'DECIDED BY', value: ({ decidedBy }) => decidedBy, leaveOut: 1 },
];

export function addApprovals(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('what waits for a second person')
    .addHelpText('after', AFTER);

  approvals
    .command('list', { isDefault: true })
    .description('requests that wait, newest first')
    .option('--all', 'also those that were decided or came too late')
    .addHelpText('after', AFTER_LIST)
    .action(async (_options: unknown, command: Command) => {
      const { all, json, ...rest } = command.optsWithGlobals<GlobalOptions & { all?: boolean }>();
      const found = await listApprovals(await clientFor(rest), all ? 'all' : 'open');
      printList(found, COLUMNS, { json, empty: 'Nothing waits for a second person.' });
    });

  for (const verb of ['approve', 'decline'] as const)
    approvals
      .command(`${verb} <id>`)
      .description(verb === 'approve' ? 'let it begin, as it was asked for' : 'let it never begin')
      .option('--comment <text>', 'for who asked')
      .option('-y, --yes', 'do not ask for confirmation')
      .addHelpText('after', AFTER_DECIDE[verb])
      .action((id: string, _options: unknown, command: Command) =>
        decide(verb, id, command.optsWithGlobals<DecideOptions>()),
      );

  approvals
    .command('settings <provider>')
    .description('when a second person is needed at a provider; with options: say so')
    .option('--runs-above <number>', 'for what touches more instances than this; "none": for nothing')
    .addOption(
      new Option('--automatic-balance <word>', "an automatic policy's plan waits for a person").choices([
        'waits',
        'begins',
      ]),
    )
    .addHelpText('after', AFTER_SETTINGS)
    .action((provider: string, _options: unknown, command: Command) =>
      settings(provider, command.optsWithGlobals<SettingsOptions>()),
    );
}

interface DecideOptions extends GlobalOptions {
  comment?: string;
  yes?: boolean;
}

async function decide(verb: 'approve' | 'decline', typed: string, options: DecideOptions): Promise<void> {
  const client = await clientFor(options);
  const found = await findApproval(client, typed);
  const { id, title, askedBy } = found;
  if (!options.yes)
    await confirm(
      `${verb === 'approve' ? 'Approve' : 'Decline'} what ${printable(askedBy)} asked for: ${printable(title)}?`,
      'Nothing was decided',
    );
  const decided = await client.post(`/approvals/${id}/${verb}`, Approval, { comment: options.comment ?? '' });
  if (options.json) printJson(decided);
  else printLine(inWords(decided));
  if (decided.state === 'failed')
    throw new CommandError(EXIT.failed, 'approval-failed', decided.error ?? 'It could not be begun.', {
      nextStep: 'Ask for it again if it is still needed.',
    });
}

function inWords({ state, title, begun }: Approval): string {
  if (state === 'done') return `Approved and begun: ${printable(title)} (${begun.join(', ')}).`;
  if (state === 'declined') return `Declined, and will not be done: ${printable(title)}.`;
  if (state === 'failed') return `Approved, and could not be begun: ${printable(title)}.`;
  return `Approved, and about to begin: ${printable(title)}.`;
}

interface SettingsOptions extends GlobalOptions {
  runsAbove?: string;
  automaticBalance?: 'waits' | 'begins';
}

async function settings(name: string, options: SettingsOptions): Promise<void> {
  const client = await clientFor(options);
  const provider = await findProvider(client, name);
  const path = `/providers/${provider.id}/approvals`;
  const { runsAbove, automaticBalance } = options;
  let now = await client.get(path, ApprovalSettings);
  if (runsAbove !== undefined || automaticBalance !== undefined)
    now = await client.put(path, ApprovalSettings, {
      runsAbove: runsAbove === undefined ? now.runsAbove : boundOf(runsAbove),
      automaticBalance: automaticBalance === undefined ? now.automaticBalance : automaticBalance === 'waits',
    });
  if (options.json) return printJson(now);
  const bound =
    now.runsAbove === null
      ? 'nothing waits for a second person'
      : `what touches more than ${count(now.runsAbove, 'instance')} waits for a second person`;
  const balance = now.automaticBalance ? 'waits for a person' : 'begins by itself';
  printLine(`${printable(provider.name)}: ${bound}; what an automatic policy plans ${balance}.`);
}

function boundOf(typed: string): number | null {
  if (typed === 'none') return null;
  if (/^\d{1,6}$/.test(typed)) return Number(typed);
  throw refusal('usage', `--runs-above is a number of instances or "none", and not "${typed}".`);
}
