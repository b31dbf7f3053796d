/** How much a cloud is given to do at one time, and what its times are estimated with: contract's ProviderLimits. */
export const name = '024-provider-limits';

export const sql = `
alter table providers
  add column per_source_host integer not null default 1 check (per_source_host >= 1),
  add column at_once integer not null default 4 check (at_once >= 1),
  add column link_gbps double precision not null default 10 check (link_gbps > 0),
  add column seconds_per_move double precision not null default 5 check (seconds_per_move >= 0);
`;
