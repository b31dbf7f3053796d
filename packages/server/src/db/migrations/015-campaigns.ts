/** Campaigns: many hosts put into maintenance one after another, what people want of them, and how far each host is. */
export const name = '015-campaigns';
export const sql = `
create table campaigns (
  id uuid primary key default gen_random_uuid(),
  idempotency_key text not null unique, request_digest text not null,
  provider_id uuid not null references providers on delete cascade,
  name text not null, reason text not null, created_by text not null, created_at timestamptz not null default now(),
  -- contract's CampaignSettings; a person may change the choices in it
  settings jsonb not null,
  -- what a person asked for since; the controller reads these and never writes them
  asked_at timestamptz not null default now(), paused_at timestamptz, resumed_at timestamptz,
  cancel_asked_at timestamptz, cancel_how text, cancel_aborts boolean not null default false,
  -- too many hosts failed; a person resumed when resumed_at is later
  stopped_at timestamptz, attention_reason text, attention_next_step text,
  lease_owner text, lease_until timestamptz, claimed_at timestamptz, next_check_at timestamptz not null default now(),
  end_state text, ended_at timestamptz);
create index campaigns_due on campaigns (next_check_at) where ended_at is null;
create index campaigns_newest on campaigns (created_at desc, id desc);
create table campaign_hosts (
  campaign_id uuid not null references campaigns on delete cascade, position int not null, host text not null,
  state text not null default 'waiting', since timestamptz not null default now(),
  reason text, next_step text, failed_in text,
  -- the key of its maintenance is made of campaign, position and attempt, so that none is made twice
  attempt int not null default 0, maintenance_id uuid references maintenances on delete set null,
  -- its maintenance has been waiting for a person since; it was paused by the campaign and not by a person
  attention_since timestamptz, paused_by_us boolean not null default false,
  -- as forecast when the campaign was asked for: contract's CampaignTimes, and what draining and coming home take
  planned jsonb, drain_seconds float8 not null, home_seconds float8 not null,
  began_at timestamptz, empty_at timestamptz, ready_at timestamptz, ended_at timestamptz,
  outside_attempt int not null default 0, outside_asked_at timestamptz,
  outside_answered_at timestamptz, outside_answered_by text, outside_ok boolean, outside_message text,
  -- what a person asked for
  skip_asked_at timestamptz, skip_how text, retry_asked_at timestamptz,
  primary key (campaign_id, position), unique (campaign_id, host));
create table campaign_events (
  id bigint generated always as identity primary key,
  campaign_id uuid not null references campaigns on delete cascade,
  at timestamptz not null default now(), host text, message text not null);
create index campaign_events_by_campaign on campaign_events (campaign_id, id);
alter table maintenances add column campaign_id uuid references campaigns on delete set null;
create index maintenances_by_campaign on maintenances (campaign_id) where campaign_id is not null;
`;
