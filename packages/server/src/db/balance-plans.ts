/** Balance plans: what was looked at, what was suggested, and which run came of it. */
import type { BalanceEdits, BalancePlan, BalancePlanSummary } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import type { Db } from './database.ts';
import { time } from './shapes.ts';

/** What stands in the column `plan`. */
export type PlanBody = Omit<
  BalancePlan,
  'id' | 'providerId' | 'provider' | 'policy' | 'edits' | 'status' | 'createdAt' | 'createdBy' | 'runId'
>;

interface PlanRow {
  id: string;
  provider_id: string;
  provider: string;
  policy_id: string | null;
  policy_name: string | null;
  policy_version: number | null;
  status: BalancePlan['status'];
  created_by: string;
  created_at: Date;
  plan: PlanBody;
  /** Plans of before there were excluded hosts name none. */
  edits: Omit<BalanceEdits, 'excludedHosts'> & Partial<BalanceEdits>;
  run_id: string | null;
}

/** Previews that are kept of one provider; what was suggested or carried out is kept for good. */
const PREVIEWS_KEPT = 50;

const PLAN = sql`
  select b.*, p.name as provider, o.name as policy_name, o.version as policy_version
  from balance_plans b join providers p on p.id = b.provider_id left join balance_policies o on o.id = b.policy_id`;

function planOf(row: PlanRow): BalancePlan {
  return {
    ...row.plan,
    id: row.id,
    providerId: row.provider_id,
    provider: row.provider,
    policy:
      row.policy_id === null
        ? null
        : { id: row.policy_id, name: row.policy_name ?? '', version: row.policy_version ?? 0 },
    edits: { ...row.edits, excludedHosts: row.edits.excludedHosts ?? [] },
    status: row.status,
    createdAt: time(row.created_at) as string,
    createdBy: row.created_by,
    runId: row.run_id,
  };
}

/** Writes a plan and gives it as it is read. A suggestion takes the place of the earlier one of its policy. */
export async function insertPlan(
  db: Db,
  plan: {
    providerId: string;
    policyId: string | null;
    status: 'preview' | 'waiting';
    createdBy: string;
    body: PlanBody;
    edits: BalanceEdits;
  },
): Promise<BalancePlan> {
  const { providerId, policyId, status, createdBy, body, edits } = plan;
  const id = await db.transaction().execute(async (transaction) => {
    if (status === 'waiting')
      await sql`
        update balance_plans set status = 'dismissed' where provider_id = ${providerId} and status = 'waiting'
          and policy_id in (select id from balance_policies where provider_id = ${providerId} and name =
            (select name from balance_policies where id = ${policyId}))`.execute(transaction);
    await sql`
      delete from balance_plans where id in (
        select id from balance_plans where provider_id = ${providerId} and status = 'preview'
        order by created_at desc offset ${PREVIEWS_KEPT - 1})`.execute(transaction);
    const { rows } = await sql<{ id: string }>`
      insert into balance_plans (provider_id, policy_id, status, created_by, plan, edits)
      values (${providerId}, ${policyId}, ${status}, ${createdBy}, ${JSON.stringify(body)}::jsonb,
        ${JSON.stringify(edits)}::jsonb) returning id`.execute(transaction);
    return rows[0]?.id as string;
  });
  return (await readPlan(db, id)) as BalancePlan;
}

/** Null when there is none of this id. */
export async function readPlan(db: Executor, id: string): Promise<BalancePlan | null> {
  const { rows } = await sql<PlanRow>`${PLAN} where b.id = ${id}`.execute(db);
  return rows[0] ? planOf(rows[0]) : null;
}

/** The newest first, without their moves. */
export async function readPlans(
  db: Executor,
  { providerId, status, limit }: { providerId?: string; status?: BalancePlan['status']; limit: number },
): Promise<BalancePlanSummary[]> {
  const { rows } = await sql<PlanRow & { moves: number }>`
    select b.*, b.plan - 'steps' - 'hosts' - 'settings' - 'notes' as plan,
      jsonb_array_length(b.plan -> 'steps') as moves,
      p.name as provider, o.name as policy_name, o.version as policy_version
    from balance_plans b join providers p on p.id = b.provider_id left join balance_policies o on o.id = b.policy_id
    where (${providerId ?? null}::uuid is null or b.provider_id = ${providerId ?? null})
      and (${status ?? null}::text is null or b.status = ${status ?? null})
    order by b.created_at desc limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...planOf(row), moves: row.moves }));
}

/** The plan has become a run. */
export async function startPlan(db: Executor, id: string, runId: string): Promise<void> {
  await sql`update balance_plans set status = 'started', run_id = ${runId} where id = ${id}`.execute(db);
}

/**
 * A suggestion is not wanted, or can not be begun. False when it waits for nobody.
 * @param note why, in a sentence, for the plan's notes
 */
export async function dismissPlan(db: Executor, id: string, note?: string): Promise<boolean> {
  const notes = JSON.stringify(note === undefined ? [] : [note]);
  const { rows } = await sql`
    update balance_plans set status = 'dismissed',
      plan = jsonb_set(plan, '{notes}', (plan -> 'notes') || ${notes}::jsonb)
    where id = ${id} and status = 'waiting' returning 1`.execute(db);
  return rows.length > 0;
}
