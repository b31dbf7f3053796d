/** What a verdict also stands on: what flavors and images ask for, what hosts have, and whether there are several cells. */
export const name = '008-verdict-facts';
export const sql = `
-- null: the cloud does not show them
alter table instances add column extra_specs jsonb, add column image_properties jsonb;
alter table flavors add column extra_specs jsonb;
alter table hosts add column traits text[];
-- hosts were once lost in part: that is how cells show. It is never unlearnt
alter table providers add column several_cells boolean not null default false;
`;
