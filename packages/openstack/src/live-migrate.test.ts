import { expect, it } from 'vitest';
import { liveMigrateBody } from './live-migrate.ts';

const request = { host: null, blockMigration: 'auto' as const, diskOverCommit: true };

it('sends host null explicitly, "auto" from 2.25 on, and disk_over_commit only below', () => {
  expect(JSON.stringify(liveMigrateBody(request, '2.93'))).toBe(
    '{"os-migrateLive":{"host":null,"block_migration":"auto"}}',
  );
  expect(JSON.stringify(liveMigrateBody(request, '2.12'))).toBe(
    '{"os-migrateLive":{"host":null,"block_migration":false,"disk_over_commit":true}}',
  );
  expect(liveMigrateBody({ host: 'compute2', blockMigration: 'no', diskOverCommit: false }, '2.25')).toEqual({
    'os-migrateLive': { host: 'compute2', block_migration: false },
  });
});
