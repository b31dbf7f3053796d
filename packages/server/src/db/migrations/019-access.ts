/**
 * Who may what, and where; and that a person reads nothing outside of it. The second is kept by PostgreSQL itself (row
 * level security, docs/adr/0003): a query that somebody writes tomorrow is bound by it too.
 */
export const name = '019-access';

/** Tables of things that belong to a place, and what makes a row visible. `sees` asks for provider, zone, project. */
const VISIBLE: Readonly<Record<string, string>> = {
  providers: 'evenkeel_near(id, null)',
  hosts: 'evenkeel_near(provider_id, zone)',
  instances: 'evenkeel_sees(provider_id, zone, project_id)',
  // Of an instance that is gone neither zone nor project is known.
  migrations: `evenkeel_sees(provider_id, null, null)
    or exists (select from instances i where i.provider_id = migrations.provider_id and i.id = migrations.instance_id)`,
  moves: `evenkeel_sees(provider_id, null, null)
    or exists (select from instances i where i.provider_id = moves.provider_id and i.id = moves.instance_id)`,
  move_events: 'exists (select from moves m where m.id = move_events.move_id)',
  move_samples: 'exists (select from moves m where m.id = move_samples.move_id)',
  move_phases: 'exists (select from moves m where m.id = move_phases.move_id)',
  probe_results: 'exists (select from moves m where m.id = probe_results.move_id)',
  runs: 'exists (select from moves m where m.run_id = runs.id)',
  // What stays on a host is told by name: for those who may see every project there.
  maintenances: `evenkeel_sees(provider_id, null, null) or exists (select from hosts h
    where h.provider_id = maintenances.provider_id and h.name = maintenances.host
      and evenkeel_sees(h.provider_id, h.zone, null))`,
  maintenance_runs: 'exists (select from maintenances m where m.id = maintenance_runs.maintenance_id)',
  maintenance_rebuilds:
    'exists (select from maintenances m where m.id = maintenance_rebuilds.maintenance_id)',
  maintenance_events: 'exists (select from maintenances m where m.id = maintenance_events.maintenance_id)',
  // A campaign and a balance are of the whole provider.
  campaigns: 'evenkeel_sees(provider_id, null, null)',
  campaign_hosts: 'exists (select from campaigns c where c.id = campaign_hosts.campaign_id)',
  campaign_events: 'exists (select from campaigns c where c.id = campaign_events.campaign_id)',
  balance_policies: 'evenkeel_sees(provider_id, null, null)',
  balance_plans: 'evenkeel_sees(provider_id, null, null)',
  balance_metrics: 'evenkeel_sees(provider_id, null, null)',
  server_groups: 'evenkeel_sees(provider_id, null, null)',
  aggregates: 'evenkeel_near(provider_id, null)',
};

const policies = Object.entries(VISIBLE).map(
  ([table, visible]) => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy within_scope on ${table} using (evenkeel_unbound() or ${visible}) with check (true);`,
);

export const sql = `
create table grants (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('viewer', 'operator', 'administrator')),
  -- null: any; all that are named must match
  provider_id uuid references providers on delete cascade, zone text, project_id text,
  source text not null default 'manual' check (source in ('manual', 'oidc', 'keystone')),
  granted_by text not null, granted_at timestamptz not null default now());
create index grants_by_user on grants (user_id);
-- Who was there before may what they could.
insert into grants (user_id, role, granted_by)
  select id, 'administrator', 'the upgrade' from users where role = 'administrator';
alter table users drop column role;

-- Bound: 'evenkeel.grants' holds [{provider, zone, project}] of who asks. Unbound: Evenkeel itself.
create function evenkeel_unbound() returns boolean language sql stable as
  $$ select coalesce(current_setting('evenkeel.grants', true), '') = '' $$;
create function evenkeel_sees(provider uuid, zone text, project text) returns boolean language sql stable as $$
  select exists (
    select from jsonb_to_recordset(current_setting('evenkeel.grants')::jsonb) as g(provider uuid, zone text, project text)
    where (g.provider is null or g.provider = $1) and (g.zone is null or g.zone = $2)
      and (g.project is null or g.project = $3)) $$;
-- Something of theirs may be there: hosts and providers are known to who has a project on them.
create function evenkeel_near(provider uuid, zone text) returns boolean language sql stable as $$
  select exists (
    select from jsonb_to_recordset(current_setting('evenkeel.grants')::jsonb) as g(provider uuid, zone text, project text)
    where (g.provider is null or g.provider = $1) and (g.zone is null or $2 is null or g.zone = $2)) $$;

-- A superuser is bound by no policy, so that one takes this role while bound. Any other user of the database is bound as
-- the tables' owner (force row level security), and may not be allowed to make roles.
do $$ begin
  if not exists (select from pg_roles where rolname = 'evenkeel_bound') then create role evenkeel_bound nologin; end if;
exception when insufficient_privilege or duplicate_object or unique_violation then null;
end $$;
do $$ begin
  if exists (select from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)) then
    grant usage on schema public to evenkeel_bound;
    grant select, insert, update, delete on all tables in schema public to evenkeel_bound;
    grant usage on all sequences in schema public to evenkeel_bound;
    alter default privileges in schema public grant select, insert, update, delete on tables to evenkeel_bound;
    alter default privileges in schema public grant usage on sequences to evenkeel_bound;
  end if;
end $$;
create function evenkeel_bind(grants text) returns void language plpgsql as $$ begin
  perform set_config('evenkeel.grants', grants, false);
  if exists (select from pg_roles where rolname = session_user and (rolsuper or rolbypassrls)) then
    perform set_config('role', case when grants = '' then 'none' else 'evenkeel_bound' end, false);
  end if;
end $$;
${policies.join('')}
`;
