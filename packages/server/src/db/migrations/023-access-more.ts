/** More tables whose rows are hidden from who has no grant at their place, as in 019-access. */
export const name = '023-access-more';

const VISIBLE: Readonly<Record<string, string>> = {
  zones: 'evenkeel_near(provider_id, name)',
  // By name beside an instance of theirs, in whatever zone that is.
  projects: 'evenkeel_has_project(provider_id, id)',
  // With the output of commands: for who sees the maintenance of the host.
  outside_steps: `evenkeel_sees(provider_id, null, null) or exists (select from hosts h
    where h.provider_id = outside_steps.provider_id and h.name = outside_steps.host
      and evenkeel_sees(h.provider_id, h.zone, null))`,
};

const policies = Object.entries(VISIBLE).map(
  ([table, visible]) => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy within_scope on ${table} using (evenkeel_unbound() or ${visible}) with check (true);`,
);

export const sql = `
create function evenkeel_has_project(provider uuid, project text) returns boolean language sql stable as $$
  select exists (
    select from jsonb_to_recordset(current_setting('evenkeel.grants')::jsonb) as g(provider uuid, project text)
    where (g.provider is null or g.provider = $1) and (g.project is null or g.project = $2)) $$;
${policies.join('')}
`;
