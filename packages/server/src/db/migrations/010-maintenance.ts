/** Hosts in maintenance: what a person wants of one, how far it is, and what was done with its instances. */
export const name = '010-maintenance';
export const sql = `
create table maintenances (
  id uuid primary key default gen_random_uuid(),
  -- several hosts of one request have one key; the digest refuses another request with the same key
  idempotency_key text not null, request_digest text not null,
  provider_id uuid not null references providers on delete cascade, host text not null,
  reason text not null, created_by text not null, created_at timestamptz not null default now(),
  -- drain, or evacuation of a host that is down; a person then said that it is fenced
  kind text not null default 'drain', fenced_by text, forced_down_by_us boolean,
  choices jsonb not null, limits jsonb not null,
  phase text not null default 'planned', phase_since timestamptz not null default now(),
  attention_reason text, attention_next_step text,
  -- what a person asked for since; the controller reads these and never writes them
  asked_at timestamptz not null default now(), paused_at timestamptz, resumed_at timestamptz,
  cancel_asked_at timestamptz, cancel_aborts boolean not null default false,
  return_asked_at timestamptz, return_asked_by text, bring_back boolean,
  -- written before the service is disabled: whether it is ours to enable; and when it was last seen to be disabled
  disabled_by_us boolean, found_reason text, disabled_at timestamptz,
  -- the service reports without a gap since
  up_since timestamptz,
  -- so many runs were begun in this phase: their keys are made of it, so that none is made twice
  round int not null default 0, run_id uuid references runs,
  -- what Nova showed on the host at looked_at: contract's InstanceLeft[]
  left_there jsonb, looked_at timestamptz,
  lease_owner text, lease_until timestamptz, claimed_at timestamptz, next_check_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (idempotency_key, provider_id, host));
create unique index one_maintenance_per_host on maintenances (provider_id, host) where ended_at is null;
create index maintenances_due on maintenances (next_check_at) where ended_at is null;
create table maintenance_runs (
  maintenance_id uuid not null references maintenances on delete cascade, run_id uuid not null references runs,
  primary key (maintenance_id, run_id));
-- Cold migrations and evacuations; what goes by live migration stands in the moves of the runs.
create table maintenance_rebuilds (
  maintenance_id uuid not null references maintenances on delete cascade,
  instance_id text not null, instance_name text not null,
  kind text not null, state text not null, reason text,
  source_host text not null, destination_host text,
  -- written before the request: what Nova knew, so that what is new afterwards is ours
  known_migration_id bigint, asked_at timestamptz, sends int not null default 0, request_id text,
  created_at timestamptz not null default now(), changed_at timestamptz not null default now(),
  primary key (maintenance_id, instance_id));
create table maintenance_events (
  id bigint generated always as identity primary key,
  maintenance_id uuid not null references maintenances on delete cascade,
  at timestamptz not null default now(), phase text not null, message text not null);
create index maintenance_events_by_maintenance on maintenance_events (maintenance_id, id);
`;
