/**
 * The audit: entries that are only ever added, each with the hash of the one before it, so that a change of the past
 * shows. One function adds them, so that two processes can not take the same place.
 */
export const name = '013-audit';
export const sql = `
create table audit_entries (
  sequence bigint primary key,
  -- the very text that is hashed: contract's AuditContent as JSON
  entry text not null,
  content jsonb not null generated always as (entry::jsonb) stored,
  -- SHA-256 in hexadecimal: of previous_hash, sequence and entry, a line each (contract's auditLink)
  previous_hash text not null, hash text not null);
create index audit_entries_by_time on audit_entries ((content->>'at'), sequence);
create index audit_entries_by_subject on audit_entries ((content->'subject'->>'id'), sequence);

create function refuse_audit_change() returns trigger language plpgsql as $$ begin
  raise exception 'The audit is only ever added to.';
end $$;
create trigger audit_entries_stay before update or delete on audit_entries
  for each row execute function refuse_audit_change();
create trigger audit_entries_stay_all before truncate on audit_entries
  for each statement execute function refuse_audit_change();

-- To be the last thing that a transaction does: the lock is held until it ends.
create function audit_append(body text) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last_sequence bigint; last_hash text; stamped text;
begin
  perform pg_advisory_xact_lock(8480013);
  select sequence, hash into last_sequence, last_hash from audit_entries order by sequence desc limit 1;
  last_sequence := coalesce(last_sequence, 0); last_hash := coalesce(last_hash, repeat('0', 64));
  stamped := '{"at":"' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '",' || substr(body, 2);
  insert into audit_entries (sequence, entry, previous_hash, hash) values (last_sequence + 1, stamped, last_hash,
    encode(sha256(convert_to(last_hash || E'\\n' || (last_sequence + 1) || E'\\n' || stamped, 'UTF8')), 'hex'));
  return last_sequence + 1;
end $$;
`;
