/** How fresh the loads of a provider's hosts are: a plan must not be made of loads from before the last moves. */
export const name = '021-hosts-read';
export const sql = `
-- before placement was asked what the hosts' rows say of it; every move that ended by then is counted in them
alter table providers add column hosts_read_at timestamptz;
`;
