/** What a person asked of a move under way, what the cloud can do of it, and how its copy went over time. */
export const name = '006-moves';
export const sql = `
alter table moves
  -- the deadline passed, and it was said
  add column overdue_since timestamptz,
  -- the newest microversion the cloud had when it was asked: abort and force-complete depend on it
  add column compute_version text,
  -- intents, written before the cloud hears of them; answered_at once it took or refused them
  add column abort_asked_at timestamptz, add column abort_asked_by text, add column abort_answered_at timestamptz,
  add column force_asked_at timestamptz, add column force_asked_by text, add column force_answered_at timestamptz;
create table move_samples (
  move_id uuid not null references moves on delete cascade, at timestamptz not null default now(),
  memory_total_bytes bigint, memory_remaining_bytes bigint, memory_processed_bytes bigint,
  disk_total_bytes bigint, disk_remaining_bytes bigint, disk_processed_bytes bigint,
  primary key (move_id, at));
`;
