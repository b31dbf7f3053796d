/** Runs under control: what they were made for, whether they go on, their limits, and the line in which their moves wait. */
export const name = '007-runs';
export const sql = `
alter table runs
  add column kind text not null default 'migrate',
  -- active, paused, cancelling, done
  add column status text not null default 'active',
  add column limits jsonb not null default '{"perSourceHost": null, "perDestinationHost": null, "perZone": null, "total": null}',
  add column turn_order text not null default 'given',
  add column ended_at timestamptz;
update runs r set status = 'done', ended_at = (select max(m.ended_at) from moves m where m.run_id = r.id)
  where not exists (select from moves m where m.run_id = r.id and m.outcome is null);
create index runs_by_time on runs (created_at, id);
create index runs_open on runs (created_at) where status <> 'done';

alter table moves
  -- the place in line among the waiting moves of its run: the lowest begins first
  add column turn int not null default 0,
  -- moves of the same run that have to succeed first
  add column after_ids uuid[] not null default '{}',
  add column why text,
  -- the zone of the instance when it was asked for: the run's limits count by it
  add column zone text,
  -- memory and local disk as they were when it was asked for: what there is to copy
  add column copy_bytes bigint,
  -- hosts that refused the instance in the moves of which this one is a retry
  add column refused_hosts text[] not null default '{}',
  -- the request was sent as often as it may be and left no trace: it is looked for, and takes no place any more
  add column untraced_since timestamptz;
update moves set turn = position;
create index moves_under_way on moves (provider_id, source_host) where outcome is null and state <> 'waiting';
create index moves_waiting on moves (provider_id, source_host) where outcome is null and state = 'waiting';
`;
