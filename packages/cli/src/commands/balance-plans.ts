/** Balance plans that are kept: looked at, suggested by a policy, carried out, dismissed. */
import { randomUUID } from 'node:crypto';
import { BalancePlan, BalancePlanSummary, BalanceRun } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { ApiClient } from '../api/client.ts';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { count } from '../output/text.ts';
import { balanceLines } from './balance-plan.ts';
import { watchRun } from './watch.ts';

const AFTER = `
Examples:
  $ evenkeel balance-plans --status waiting
  $ evenkeel balance-plans approve 3f1c --wait
`;
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  list: ['list', 'list North --status waiting --json'],
  show: ['show 3f1c', 'show 3f1c --json | jq .steps'],
  approve: ['approve 3f1c', 'approve 3f1c --yes --wait'],
  dismiss: ['dismiss 3f1c'],
};
const PLAN = ['<plan>', 'its id or the beginning of it'] as const;
const LISTED = 200;

const COLUMNS: Column<BalancePlanSummary>[] = [
  { title: 'ID', value: ({ id }) => id, whole: true },
  { title: 'PROVIDER', value: ({ provider }) => provider, leaveOut: 3 },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'MOVES', value: ({ moves }) => moves, right: true },
  { title: 'POLICY', value: ({ policy }) => policy && `${policy.name} v${policy.version}`, leaveOut: 2 },
  { title: 'MADE', value: ({ createdAt }) => createdAt, leaveOut: 1 },
  { title: 'RUN', value: ({ runId }) => runId, leaveOut: 4 },
];

export function addBalancePlans(program: Command): void {
  const plans = program
    .command('balance-plans')
    .description('balance plans: looked at, suggested, carried out')
    .addHelpText('after', AFTER);
  plans
    .command('list', { isDefault: true })
    .argument('[provider]', 'only those of this one')
    .description('plans, newest first')
    .addOption(new Option('--status <status>', 'only these').choices([...BalancePlan.shape.status.options]))
    .action(list);
  plans
    .command('show')
    .argument(...PLAN)
    .description('one plan, whole')
    .action(show);
  plans
    .command('approve')
    .argument(...PLAN)
    .description('carry it out, less what the cloud does not allow any more')
    .option('--yes', 'do not ask')
    .option('--wait', 'show progress until the end; exit code 0 only if every instance moved')
    .action(approve);
  plans
    .command('dismiss')
    .argument(...PLAN)
    .description('a suggested plan is not wanted')
    .action(dismiss);
  for (const each of plans.commands) {
    const lines = EXAMPLES[each.name()]?.map((words) => `  $ evenkeel balance-plans ${words}\n`) ?? [];
    each.addHelpText('after', `\nExamples:\n${lines.join('')}`);
  }
}

type PlanOptions = GlobalOptions & { status?: string; yes?: boolean; wait?: boolean };

async function list(typed: string | undefined, _options: unknown, command: Command): Promise<void> {
  const { json, status, ...options } = command.optsWithGlobals<PlanOptions>();
  const client = await clientFor(options);
  const provider = typed === undefined ? undefined : (await findProvider(client, typed)).id;
  const found = await client.get('/balance/plans', z.array(BalancePlanSummary), {
    provider,
    status,
    limit: LISTED,
  });
  printList(found, COLUMNS, { json, empty: 'There is no such plan. evenkeel balance PROVIDER makes one.' });
}

/** By its id, or the unique beginning of it among the newest. */
async function findPlan(client: ApiClient, typed: string): Promise<BalancePlan> {
  const all = await client.get('/balance/plans', z.array(BalancePlanSummary), { limit: LISTED });
  const found = all.filter(({ id }) => id.startsWith(typed));
  const [one] = found;
  if (!one || found.length > 1)
    throw refusal(
      one ? 'plan-ambiguous' : 'plan-unknown',
      one ? `"${typed}" fits ${found.length} plans.` : `No plan "${typed}" is known, or no longer.`,
      'evenkeel balance-plans list has their ids.',
    );
  return client.get(`/balance/plans/${one.id}`, BalancePlan);
}

async function show(typed: string, _options: unknown, command: Command): Promise<void> {
  const { json, ...options } = command.optsWithGlobals<PlanOptions>();
  const plan = await findPlan(await clientFor(options), typed);
  if (json) printJson(plan);
  else printLine(balanceLines(plan).join('\n'));
}

async function approve(typed: string, _options: unknown, command: Command): Promise<void> {
  const { json = false, yes, wait, ...options } = command.optsWithGlobals<PlanOptions>();
  const client = await clientFor(options);
  const plan = await findPlan(client, typed);
  const lines = balanceLines(plan).join('\n');
  if (json) note(lines);
  else printLine(lines);
  if (!yes) await confirm(`Carry out ${count(plan.steps.length, 'move')}?`, 'Nothing was done');
  await carryOut(client, plan, { json, wait: wait ?? false });
}

/** Begins the plan as it was shown, tells what the cloud does not allow any more, and waits if that was asked for. */
export async function carryOut(
  client: ApiClient,
  plan: BalancePlan,
  { json, wait }: { json: boolean; wait: boolean },
): Promise<void> {
  const { run, changes } = await client.post('/balance/runs', BalanceRun, {
    planId: plan.id,
    idempotencyKey: randomUUID(),
  });
  for (const change of changes) note(change);
  if (wait) {
    process.exitCode = await watchRun(client, run.id, json);
    return;
  }
  if (json) return printJson(run);
  printLine(`${count(run.moves.length, 'instance is', 'instances are')} being migrated (run ${run.id}).`);
  note(`Watch: evenkeel watch ${run.id}`);
}

async function dismiss(typed: string, _options: unknown, command: Command): Promise<void> {
  const { json, ...options } = command.optsWithGlobals<PlanOptions>();
  const client = await clientFor(options);
  const { id } = await findPlan(client, typed);
  await client.post(`/balance/plans/${id}/dismiss`, z.unknown(), {});
  if (json) printJson(await client.get(`/balance/plans/${id}`, BalancePlan));
  else printLine(`The plan ${id} is dismissed.`);
}
