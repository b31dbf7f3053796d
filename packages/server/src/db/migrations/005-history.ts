/**
 * The history searched over years, and instances searched by any part of their names. The trigram indexes need pg_trgm,
 * which the embedded PostgreSQL has; on one without it a search reads the stored columns from end to end.
 */
export const name = '005-history';
export const sql = `
-- array_to_string is not immutable for every kind of element; for text it is
create function evenkeel_lines(text[]) returns text language sql immutable parallel safe
  as 'select array_to_string($1, chr(10))';
alter table instances add column search_text text generated always as (
  lower(name || chr(10) || id || chr(10) || coalesce(host, '') || chr(10) || coalesce(project_id, '') || chr(10)
    || evenkeel_lines(ip_addresses))) stored;
alter table moves add column search_text text generated always as (
  lower(instance_name || chr(10) || coalesce(source_host, '') || chr(10) || coalesce(destination_host, '') || chr(10)
    || coalesce(requested_host, '') || chr(10) || coalesce(reason, '') || chr(10) || left(coalesce(cloud_message, ''), 500))) stored;
do $$ begin
  if exists (select from pg_available_extensions where name = 'pg_trgm') then
    create extension if not exists pg_trgm;
    create index instances_by_part on instances using gin (search_text gin_trgm_ops);
    create index moves_by_part on moves using gin (search_text gin_trgm_ops);
  end if;
end $$;
create index instances_by_project on instances (provider_id, project_id);

drop index moves_by_time;
create index moves_by_time on moves (created_at, position, id);
create index moves_by_provider_and_time on moves (provider_id, created_at, position, id);
create index moves_by_end on moves (coalesce(ended_at, 'infinity'), id);
create index moves_by_instance_name on moves (lower(instance_name), id);
create index moves_by_outcome on moves (outcome, created_at, position, id);
create index moves_by_source on moves (source_host, created_at);
create index moves_by_destination on moves (destination_host, created_at);
create index moves_by_run on moves (run_id);
create index moves_by_instance_id on moves (instance_id);
create index moves_by_request on moves (request_id);
-- a message can be longer than an index takes
create index moves_by_message on moves (left(cloud_message, 500)) where cloud_message is not null;
create index runs_by_person on runs (created_by, created_at);
create index if not exists move_events_by_move on move_events (move_id, id);

drop index migrations_by_time;
drop index migrations_by_provider_and_time;
create index migrations_by_time on migrations (created_at, id, provider_id);
create index migrations_by_provider_and_time on migrations (provider_id, created_at, id);
create index migrations_by_source on migrations (source_host, created_at);
create index migrations_by_destination on migrations (destination_host, created_at);
create index migrations_by_instance_id on migrations (instance_id);
create index migrations_by_status on migrations (status, created_at, id, provider_id);
`;
