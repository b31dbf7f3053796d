/** Since when a host is down, as far as it was seen to go down: of one that was down at the first look nobody knows. */
export const name = '022-down-since';

export const sql = `
alter table hosts add column down_since timestamptz;

create function note_down_since() returns trigger language plpgsql as $$
begin
  if new.state <> 'down' then
    new.down_since := null;
  elsif old.state <> 'down' then
    new.down_since := now();
  end if;
  return new;
end $$;

create trigger hosts_down_since before update of state on hosts
  for each row when (new.state is distinct from old.state) execute function note_down_since();
`;
