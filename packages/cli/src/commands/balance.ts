/** Bringing a provider's load nearer to what a policy wants: looked at first, then carried out as it was looked at. */
import { BalancePlan, type Provider } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { count } from '../output/text.ts';
import { editsOf } from './balance-edits.ts';
import { balanceLines } from './balance-plan.ts';
import { carryOut } from './balance-plans.ts';
import { GOALS } from './balance-settings.ts';

interface Options extends GlobalOptions {
  policy?: string;
  goal?: keyof typeof GOALS;
  seed: number;
  exclude: string[];
  excludeHost: string[];
  pin: string[];
  dryRun?: boolean;
  yes?: boolean;
  wait?: boolean;
}

const AFTER = `
The plan is shown, with what each move brings, and nothing is done: that takes
--yes, or a yes at the question on a terminal. What is then carried out is the
plan as it was shown, less what the cloud does not allow any more; that is told.

"No beneficial move" is an answer too, with exit code 0.

Examples:
  $ evenkeel balance North                       # even, by CPU and memory
  $ evenkeel balance North --policy nightly --yes --wait
  $ evenkeel balance North --exclude db-01 --exclude-host n-04 --pin web-01=n-05
  $ evenkeel balance North --goal consolidate --dry-run --json | jq .sentence
`;

export function addBalance(program: Command): void {
  program
    .command('balance')
    .argument('<provider>', 'its name or id')
    .description('plan the fewest moves that bring the load where it should be')
    .option('--policy <policy>', 'a policy of the provider, by name or id')
    .addOption(
      new Option('--goal <goal>', 'without a policy').choices(Object.keys(GOALS)).conflicts('policy'),
    )
    .option('--exclude <instances...>', 'instances that are not to be moved, by name or id', [])
    .option('--exclude-host <hosts...>', 'hosts that nothing is moved from or to', [])
    .option('--pin <instance=host...>', 'where one has to go, whatever it brings', [])
    .addOption(
      new Option('--seed <number>', 'another one may find another plan').argParser(Number).default(1),
    )
    .option('--dry-run', 'only show the plan, and ask nothing')
    .option('--yes', 'carry it out without asking')
    .option('--wait', 'show progress until the end; exit code 0 only if every instance moved')
    .addHelpText('after', AFTER)
    .action(balance);
}

async function balance(name: string, _options: unknown, command: Command): Promise<void> {
  const {
    json = false,
    dryRun = false,
    yes = false,
    wait = false,
    ...options
  } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const provider = await findProvider(client, name);
  const plan = await previewOf(client, provider, options);
  const toDo = plan.answer === 'moves' && !dryRun;
  if (!json || toDo) {
    const lines = balanceLines(plan).join('\n');
    if (json) note(lines);
    else printLine(lines);
  }
  const asks = !json && process.stdin.isTTY && process.stderr.isTTY;
  if (!toDo || (!yes && !asks)) {
    if (json) return printJson(plan);
    if (plan.answer === 'moves') note('Nothing was done. With --yes it is carried out.');
    return;
  }
  if (!yes) await confirm(`Carry out ${count(plan.steps.length, 'move')}?`, 'Nothing was done');
  await carryOut(client, plan, { json, wait });
}

async function previewOf(client: ApiClient, provider: Provider, options: Options): Promise<BalancePlan> {
  const { policy, goal, seed } = options;
  const edits = await editsOf(client, provider, options);
  return client.post('/balance/preview', BalancePlan, {
    providerId: provider.id,
    seed,
    policy,
    ...edits,
    ...(goal && { settings: { goal: GOALS[goal] } }),
  });
}
