/** What moves now is asked for every second: small indexes over exactly that, however long the history. */
export const name = '004-observing';
export const sql = `
create index instances_migrating on instances (provider_id) where status = 'MIGRATING';
create index migrations_in_flight on migrations (provider_id, instance_id)
  where status in ('accepted', 'queued', 'preparing', 'running', 'running (post-copy)', 'post-migrating');
create index moves_open on moves (provider_id) where outcome is null;
`;
