/** What a retry of a run is made from: its moves that have ended, and how their instances are now. */
import type { MigrateOptions, NewRun, Outcome, RunKind, RunLimits } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

export interface EndedMove {
  id: string;
  providerId: string;
  instanceId: string;
  instanceName: string;
  outcome: Outcome | null;
  sourceHost: string | null;
  options: MigrateOptions;
  /** The host that was meant: named, or as Nova chose. */
  destinationHost: string | null;
  /** Whether a request left for the cloud. */
  sent: boolean;
  refusedHosts: string[];
  afterIds: string[];
  why: string | null;
  /** As last observed; null when it is gone. */
  hostNow: string | null;
  statusNow: string | null;
  /** A later move of it is open. */
  openAgain: boolean;
}

export interface RunToRetry {
  kind: RunKind;
  options: MigrateOptions;
  limits: RunLimits;
  probe: NewRun['probe'] | null;
  moves: EndedMove[];
}

/** Null when there is no such run. `runId` must be a uuid. */
export async function readRunToRetry(db: Executor, runId: string): Promise<RunToRetry | null> {
  const { rows: runs } = await sql<Omit<RunToRetry, 'moves'>>`
    select kind, options, limits, probe from runs where id = ${runId}::uuid`.execute(db);
  const [run] = runs;
  if (!run) return null;
  const { rows: moves } = await sql<EndedMove>`
    select m.id, m.provider_id as "providerId", m.instance_id as "instanceId", m.instance_name as "instanceName",
      m.outcome, m.source_host as "sourceHost", m.requesting_at is not null as sent, m.refused_hosts as "refusedHosts",
      jsonb_build_object('host', m.requested_host, 'blockMigration', m.block_migration, 'diskOverCommit', m.disk_over_commit)
        as options,
      coalesce(m.destination_host, m.requested_host) as "destinationHost", m.after_ids as "afterIds", m.why,
      i.host as "hostNow", i.status as "statusNow",
      exists (select from moves o where o.provider_id = m.provider_id and o.instance_id = m.instance_id
        and o.outcome is null) as "openAgain"
    from moves m left join instances i on i.provider_id = m.provider_id and i.id = m.instance_id
    where m.run_id = ${runId}::uuid order by m.turn, m.position`.execute(db);
  return { ...run, moves };
}
