/** Balancing: policies with their versions, plans and what became of them, and where each cloud's use is measured. */
export const name = '011-balance';
export const sql = `
create table balance_policies (
  id uuid primary key default gen_random_uuid(),
  provider_id uuid not null references providers on delete cascade,
  name text not null, version int not null, settings jsonb not null,
  created_by text not null, created_at timestamptz not null default now(),
  -- by a newer version, or removed: kept for the plans that were made by it
  ended_at timestamptz,
  -- the schedule: who takes the look moves next_at on in the same statement, so that each look is had once
  next_at timestamptz, last_result text,
  -- every look since then found a plan that is worth it
  worth_since timestamptz,
  unique (provider_id, name, version));
create unique index one_current_balance_policy on balance_policies (provider_id, name) where ended_at is null;
create index balance_policies_due on balance_policies (next_at) where ended_at is null;
create table balance_plans (
  id uuid primary key default gen_random_uuid(),
  provider_id uuid not null references providers on delete cascade,
  policy_id uuid references balance_policies on delete cascade,
  status text not null default 'preview',
  created_by text not null, created_at timestamptz not null default now(),
  -- contract's BalancePlan without what stands in the other columns, and the edits that it was made with
  plan jsonb not null, edits jsonb not null,
  run_id uuid references runs on delete set null);
create index balance_plans_by_provider on balance_plans (provider_id, created_at desc);
create table balance_metrics (
  provider_id uuid primary key references providers on delete cascade,
  settings jsonb not null, token bytea,
  changed_by text not null, changed_at timestamptz not null default now());
`;
