/** Requests that wait for a second person, and where one is needed. */
export const name = '020-approvals';

export const sql = `
create table approval_settings (
  provider_id uuid primary key references providers on delete cascade,
  runs_above integer check (runs_above >= 0), automatic_balance boolean not null,
  changed_by text not null, changed_at timestamptz not null default now());

create table approvals (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('run', 'maintenance', 'campaign', 'balance')),
  -- json and not jsonb: it keeps the order of the keys, by which a service knows the same request again
  request json not null, request_digest text not null, idempotency_key text not null,
  title text not null, instances integer not null,
  -- every place that it touches: [{providerId, zone, projectId}]
  places jsonb not null,
  asked_by uuid not null references users, asked_name text not null,
  asked_at timestamptz not null default now(), expires_at timestamptz not null,
  state text not null default 'pending'
    check (state in ('pending', 'approved', 'done', 'failed', 'declined', 'expired')),
  decided_by uuid references users, decided_name text, decided_at timestamptz, comment text,
  begun jsonb not null default '[]', error text,
  unique (kind, idempotency_key),
  constraint another_person check (decided_by <> asked_by));
create index approvals_by_time on approvals (asked_at desc);
create index approvals_open on approvals (state) where state in ('pending', 'approved');

alter table approval_settings enable row level security;
alter table approval_settings force row level security;
create policy within_scope on approval_settings
  using (evenkeel_unbound() or evenkeel_near(provider_id, null)) with check (true);
-- A request tells of all that it touches, so it is for those who see all of that.
alter table approvals enable row level security;
alter table approvals force row level security;
create policy within_scope on approvals using (evenkeel_unbound() or (jsonb_array_length(places) > 0 and not exists (
  select from jsonb_to_recordset(places) as p("providerId" uuid, zone text, "projectId" text)
  where not evenkeel_sees(p."providerId", p.zone, p."projectId")))) with check (true);
`;
