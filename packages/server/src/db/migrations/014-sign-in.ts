/** Sign-in: sessions that are renewed and listed, tokens with an owner, a scope and an end, and accounts from elsewhere. */
export const name = '014-sign-in';
export const sql = `
alter table users alter column password_hash drop not null;   -- who signs in elsewhere has none here
-- The password is the code that was printed at the start: it opens one door, choosing a password.
alter table users add column password_once boolean not null default false;
alter table users add column if not exists disabled_at timestamptz;

alter table sessions add column id uuid not null default gen_random_uuid();
create unique index sessions_by_id on sessions (id);
create index sessions_by_user on sessions (user_id);
-- The secret before this one, good until the new one came back and a moment longer.
alter table sessions add column previous_hash bytea;
create unique index sessions_by_previous_hash on sessions (previous_hash);
alter table sessions add column renewed_at timestamptz not null default now();
alter table sessions add column confirmed_at timestamptz;
alter table sessions add column way text not null default 'password';   -- password, oidc, keystone
alter table sessions add column address text;
alter table sessions add column user_agent text;
alter table sessions add column end_elsewhere text;   -- the address of the sign-out at the issuer

-- Browsers in which a user has signed in before: they are not held up when others guess at the name.
create table known_devices (
  secret_hash bytea primary key, user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(), last_used_at timestamptz not null default now());
create index known_devices_by_user on known_devices (user_id);

-- Tokens from before have no owner, no cap and no end: they go on as they were made.
alter table api_tokens add column owner_id uuid references users on delete cascade;
alter table api_tokens add column role_cap text;      -- null: as much as its owner may
alter table api_tokens add column provider_id uuid;   -- no reference: a token of a removed provider must not widen
alter table api_tokens add column zone text;
alter table api_tokens add column project_id text;
alter table api_tokens add column expires_at timestamptz;
alter table api_tokens add column last_used_address text;

create table sign_in_ways (
  id uuid primary key default gen_random_uuid(), kind text not null check (kind in ('oidc', 'keystone')),
  name text not null unique, enabled boolean not null default true,
  settings jsonb not null, secret bytea,   -- the client's secret, sealed
  created_at timestamptz not null default now());
create table identities (
  way_id uuid not null references sign_in_ways on delete cascade, subject text not null,
  user_id uuid not null unique references users on delete cascade,
  created_at timestamptz not null default now(), last_sign_in_at timestamptz not null default now(),
  primary key (way_id, subject));
`;
