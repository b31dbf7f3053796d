/** How long an ended move was in each phase: summed once, not at every look at the statistics. */
export const name = '018-move-phases';
export const sql = `
-- milliseconds; filled by reading-phases.ts when statistics are asked for
create table move_phases (
  move_id uuid primary key references moves on delete cascade,
  waiting_ms float8, preparing_ms float8, copying_ms float8, verifying_ms float8);
`;
