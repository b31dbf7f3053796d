/** Where a second person is needed. */
import type { ApprovalSettings } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

const NOWHERE: ApprovalSettings = { runsAbove: null, automaticBalance: false };

/** Null when there is no such provider. */
export async function readApprovalSettings(
  db: Executor,
  providerId: string,
): Promise<ApprovalSettings | null> {
  const { rows } = await sql<{ runsAbove: number | null; automaticBalance: boolean | null }>`
    select s.runs_above as "runsAbove", s.automatic_balance as "automaticBalance"
    from providers p left join approval_settings s on s.provider_id = p.id where p.id = ${providerId}`.execute(
    db,
  );
  const [row] = rows;
  return row ? { runsAbove: row.runsAbove, automaticBalance: row.automaticBalance ?? false } : null;
}

/** At how many instances a second person is needed, by provider; without those where none ever is. */
export async function readBounds(db: Executor): Promise<Map<string, number>> {
  const { rows } = await sql<{ provider_id: string; runs_above: number }>`
    select provider_id, runs_above from approval_settings where runs_above is not null`.execute(db);
  return new Map(rows.map(({ provider_id, runs_above }) => [provider_id, runs_above]));
}

/** False when there is no such provider. */
export async function writeApprovalSettings(
  db: Executor,
  providerId: string,
  { runsAbove, automaticBalance }: ApprovalSettings,
  by: string,
): Promise<boolean> {
  const { rows } = await sql`
    insert into approval_settings (provider_id, runs_above, automatic_balance, changed_by)
    select id, ${runsAbove}, ${automaticBalance}, ${by} from providers where id = ${providerId}
    on conflict (provider_id) do update set runs_above = excluded.runs_above,
      automatic_balance = excluded.automatic_balance, changed_by = excluded.changed_by, changed_at = now()
    returning 1`.execute(db);
  return rows.length > 0;
}

/** Whether an automatic policy's plan of so many moves has to wait for a person. */
export async function mustPlanWait(db: Executor, providerId: string, moves: number): Promise<boolean> {
  const { runsAbove, automaticBalance } = (await readApprovalSettings(db, providerId)) ?? NOWHERE;
  return automaticBalance || (runsAbove !== null && moves > runsAbove);
}
