/** The first schema. Plain SQL: it is read more often than it is written. */
export const name = '001-initial';
export const sql = `
create table providers (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  region text, auth_url text not null, demo boolean not null default false,
  settings jsonb not null,            -- CloudConnection without its secret
  secret bytea not null,              -- the authentication, AES-256-GCM with a key outside the database
  health text not null default 'unknown', health_message text,
  last_good_at timestamptz, compute_version text,
  observe_cursor timestamptz,         -- the cloud's clock: changes are asked for since this, less an overlap
  full_pass_at timestamptz,
  lease_owner text, lease_until timestamptz,
  created_at timestamptz not null default now());
create table zones (provider_id uuid references providers on delete cascade, name text, available boolean not null, primary key (provider_id, name));
create table hosts (
  provider_id uuid references providers on delete cascade, name text,
  service_id text not null, hypervisor_id text, hypervisor_hostname text, zone text,
  status text not null, state text not null, disabled_reason text, forced_down boolean not null default false,
  hypervisor_type text, hypervisor_version bigint,
  vcpus int, vcpus_used int, memory_mb bigint, memory_mb_used bigint, disk_gb bigint, disk_gb_used bigint, disk_available_least_gb bigint,
  cpu_info jsonb, placement jsonb, observed_at timestamptz not null, primary key (provider_id, name));
create table flavors (provider_id uuid references providers on delete cascade, id text, name text not null, vcpus int not null, memory_mb bigint not null, disk_gb bigint not null, primary key (provider_id, id));
create table server_groups (provider_id uuid references providers on delete cascade, id text, name text not null, policy text not null, max_server_per_host int, members text[] not null, primary key (provider_id, id));
create table aggregates (provider_id uuid references providers on delete cascade, id bigint, name text not null, zone text, hosts text[] not null, metadata jsonb not null, primary key (provider_id, id));
create table projects (provider_id uuid references providers on delete cascade, id text, name text not null, primary key (provider_id, id));
create table instances (
  provider_id uuid references providers on delete cascade, id text,
  name text not null, status text not null, power_state text not null,   -- contract's PowerState
  vm_state text, task_state text, host text, hypervisor_hostname text, zone text, pinned_zone text,
  project_id text, user_id text, progress int, locked boolean not null default false,
  flavor_id text, flavor text, vcpus int, memory_mb bigint, disk_gb bigint, ephemeral_gb bigint, swap_mb bigint,
  image_id text, volume_ids text[] not null default '{}', ip_addresses text[] not null default '{}',
  fault_message text, created_at timestamptz, updated_at timestamptz, launched_at timestamptz,
  observed_at timestamptz not null, primary key (provider_id, id));
create index instances_by_name on instances (name);
create index instances_by_host on instances (provider_id, host);
create table migrations (
  provider_id uuid references providers on delete cascade, id bigint, uuid text, instance_id text not null,
  status text not null, source_host text, destination_host text, created_at timestamptz not null, updated_at timestamptz,
  memory_total_bytes bigint, memory_processed_bytes bigint, memory_remaining_bytes bigint,
  disk_total_bytes bigint, disk_processed_bytes bigint, disk_remaining_bytes bigint,
  observed_at timestamptz not null, primary key (provider_id, id));
create index migrations_by_instance on migrations (provider_id, instance_id, id desc);
create table runs (
  id uuid primary key default gen_random_uuid(), idempotency_key text not null unique,
  request_digest text not null,       -- the same key with another request is refused
  options jsonb not null, created_by text not null, created_at timestamptz not null default now());
create table moves (
  id uuid primary key default gen_random_uuid(), run_id uuid not null references runs, position int not null,
  provider_id uuid not null references providers on delete cascade, instance_id text not null, instance_name text not null,
  state text not null, outcome text, reason text, cloud_message text, next_step text,
  source_host text, requested_host text, destination_host text,
  block_migration text not null, disk_over_commit boolean not null,
  request_id text, migration_id bigint,
  -- written before the request is sent: what the cloud already knew, so that what is new afterwards is ours
  known_request_ids text[] not null default '{}', known_migration_id bigint,
  requesting_at timestamptz, submitted_at timestamptz, ended_at timestamptz, deadline_at timestamptz,
  progress jsonb, lease_owner text, lease_until timestamptz, next_check_at timestamptz not null default now(),
  created_at timestamptz not null default now());
create unique index one_open_move_per_instance on moves (provider_id, instance_id) where outcome is null;
create index moves_due on moves (next_check_at) where outcome is null;
create index moves_by_instance on moves (provider_id, instance_id, created_at desc);
create table move_events (
  id bigint generated always as identity primary key, move_id uuid not null references moves on delete cascade,
  at timestamptz not null default now(), state text not null, message text not null, evidence jsonb);
create table users (id uuid primary key default gen_random_uuid(), username text not null unique, password_hash text not null, role text not null, created_at timestamptz not null default now());
create table sessions (token_hash bytea primary key, user_id uuid not null references users on delete cascade, created_at timestamptz not null default now(), last_seen_at timestamptz not null default now(), expires_at timestamptz not null);
create table api_tokens (id uuid primary key default gen_random_uuid(), name text not null, token_hash bytea not null unique, created_by text not null, created_at timestamptz not null default now(), last_used_at timestamptz);
`;
