/** What is done outside of Evenkeel: webhooks by their names, and each command that is run or message that is sent. */
export const name = '016-outside';
export const sql = `
create table webhooks (
  id uuid primary key default gen_random_uuid(), name text not null unique, url text not null,
  secret bytea not null,              -- signs both ways; AES-256-GCM with a key outside the database
  created_by text not null, created_at timestamptz not null default now());
create table outside_steps (
  id uuid primary key default gen_random_uuid(),
  -- who asked, and for the how-manyeth time: one row each, whoever asks how often
  asked_for text not null, attempt int not null,
  kind text not null, name text not null, type text not null,
  provider_id uuid not null references providers on delete cascade, host text not null,
  campaign_id uuid references campaigns on delete cascade,
  maintenance_id uuid references maintenances on delete cascade,
  -- waiting, asking (a command runs, a message is being sent), accepted (the webhook calls back), done, failed
  state text not null default 'waiting',
  -- written before the command is run or the message is sent
  sends int not null default 0, sent_at timestamptz,
  message text, next_step text, exit_code int, output text,
  created_at timestamptz not null default now(), until timestamptz not null, ended_at timestamptz,
  lease_owner text, lease_until timestamptz, next_check_at timestamptz not null default now(),
  unique (asked_for, attempt));
create index outside_steps_due on outside_steps (next_check_at) where ended_at is null;
-- Call-backs that were taken: the id of a message counts once.
create table webhook_callbacks (
  webhook_id uuid not null references webhooks on delete cascade, message_id text not null,
  received_at timestamptz not null default now(), primary key (webhook_id, message_id));
-- What has to say that the host is ready before it is used again: contract's NamedOutsideStep.
alter table maintenances add column ready_check jsonb;
`;
