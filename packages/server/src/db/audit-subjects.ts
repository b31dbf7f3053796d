/** How the thing stands that a request is about: read before and after, so that the audit has what changed. */
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** By the name of the id in the address, the columns that people change or that they see. Never what is sealed or hashed. */
const STATES: Readonly<Record<string, (id: string) => RawBuilder<{ name: string | null; state: State }>>> = {
  run: (id) =>
    sql`select null as name, jsonb_build_object('status', status) as state from runs where id = ${id}`,
  move: (id) => sql`select instance_name as name, jsonb_build_object('state', state, 'outcome', outcome,
    'abort_asked_by', abort_asked_by, 'force_asked_by', force_asked_by) as state from moves where id = ${id}`,
  maintenance: (id) => sql`select host as name, jsonb_build_object('phase', phase, 'paused_at', paused_at,
    'cancel_asked_at', cancel_asked_at, 'cancel_aborts', cancel_aborts, 'return_asked_at', return_asked_at,
    'bring_back', bring_back, 'ready_check', ready_check, 'choices', choices) as state from maintenances where id = ${id}`,
  campaign: (id) => sql`select name, jsonb_build_object('paused_at', paused_at, 'stopped_at', stopped_at,
    'cancel_asked_at', cancel_asked_at, 'end_state', end_state, 'settings', settings) as state
    from campaigns where id = ${id}`,
  policy: (
    id,
  ) => sql`select name, jsonb_build_object('version', version, 'settings', settings, 'ended_at', ended_at)
    as state from balance_policies where id = ${id}`,
  plan: (id) => sql`select null as name, jsonb_build_object('status', status, 'run_id', run_id) as state
    from balance_plans where id = ${id}`,
  provider: (
    id,
  ) => sql`select p.name, jsonb_build_object('name', p.name, 'auth_url', p.auth_url, 'region', p.region,
    'probe', p.probe, 'runs_above', s.runs_above, 'automatic_balance', s.automatic_balance,
    'limits', jsonb_build_object('perSourceHost', p.per_source_host, 'total', p.at_once,
    'linkGbps', p.link_gbps, 'secondsPerMove', p.seconds_per_move)) as state
    from providers p left join approval_settings s on s.provider_id = p.id where p.id = ${id}`,
  way: (
    id,
  ) => sql`select name, jsonb_build_object('name', name, 'enabled', enabled, 'settings', settings) as state
    from sign_in_ways where id = ${id}`,
  webhook: (id) => sql`select name, jsonb_build_object('name', name, 'url', url) as state
    from webhooks where id = ${id}`,
  user: (id) => sql`select username as name, jsonb_build_object('disabled_at', disabled_at, 'grants', (
    select jsonb_agg(jsonb_build_object('role', role, 'providerId', provider_id, 'zone', zone, 'projectId', project_id)
      order by granted_at, id) from grants where user_id = u.id)) as state from users u where id = ${id}`,
  token: (id) => sql`select name, jsonb_build_object('name', name, 'created_by', created_by) as state
    from api_tokens where id = ${id}`,
};

export type State = Record<string, unknown>;

/** Null where nothing of this kind is kept, or there is none of this id. */
export async function readState(
  db: Executor,
  kind: string,
  id: string,
): Promise<{ name: string | null; state: State } | null> {
  const query = Object.hasOwn(STATES, kind) ? STATES[kind] : undefined;
  if (!query || !UUID.test(id)) return null;
  const { rows } = await query(id).execute(db);
  return rows[0] ?? null;
}

/** Whether somebody signs in with this name: one that nobody has may be a password in the wrong field. */
export async function isUsername(db: Executor, username: string): Promise<boolean> {
  const { rows } = await sql`select from users where username = ${username}`.execute(db);
  return rows.length > 0;
}

/** The open move of an instance and whose wish it is; null when it has none. */
export async function readWish(
  db: Executor,
  providerId: string,
  instanceId: string,
): Promise<{ name: string; moveId: string; runId: string; by: string } | null> {
  const { rows } = await sql<{ name: string; moveId: string; runId: string; by: string }>`
    select m.instance_name as name, m.id as "moveId", m.run_id as "runId", r.created_by as by
    from moves m join runs r on r.id = m.run_id
    where m.provider_id = ${providerId} and m.instance_id = ${instanceId}
    order by m.created_at desc limit 1`.execute(db);
  return rows[0] ?? null;
}
