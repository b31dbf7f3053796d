/** Proof of no downtime: what is to be probed, and what the probe of a move saw. */
export const name = '009-probe';
export const sql = `
-- contract's Probe; null: not at all
alter table providers add column probe jsonb;
-- contract's RunProbe; null: as the provider's setting says when a move begins
alter table runs add column probe jsonb;
create table probe_results (
  move_id uuid primary key references moves on delete cascade,
  probe jsonb not null, address text, status text not null default 'probing', message text not null default '',
  started_at timestamptz not null default now(), ended_at timestamptz,
  sent int, lost int, slowest_answer_ms int, gap_at timestamptz, gap_lost int,
  -- what it can have been: the most is null while nothing is answered
  gap_at_least_ms int, gap_at_most_ms int,
  lease_owner text, lease_until timestamptz);
create index probes_under_way on probe_results (lease_until) where status = 'probing';
`;
