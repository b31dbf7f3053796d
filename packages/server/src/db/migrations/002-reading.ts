/** Indexes for what people look at: lists sorted and counted over 100,000 instances, histories newest first. */
export const name = '002-reading';
export const sql = `
drop index instances_by_name;
create index instances_by_lower_name on instances (lower(name), provider_id, id);
create index instances_by_zone on instances (provider_id, zone);
create index moves_by_time on moves (created_at desc, position desc);
create index moves_by_migration on moves (provider_id, migration_id);
create index migrations_by_time on migrations (created_at desc, id desc);
create index migrations_by_provider_and_time on migrations (provider_id, created_at desc, id desc);
create index sessions_by_expiry on sessions (expires_at);
`;
