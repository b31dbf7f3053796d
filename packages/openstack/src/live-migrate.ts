import { compareMicroversions } from './microversion.ts';
import type { LiveMigrateRequest } from './types.ts';

/**
 * The body of os-migrateLive at a microversion (nova/api/openstack/compute/schemas/migrate_server.py).
 * `host` is sent even when null, `force` never. Below 2.25 there is no "auto": it is sent as false, and the flag
 * disk_over_commit is passed as it is; from 2.25 on the flag would be refused.
 */
export function liveMigrateBody(request: LiveMigrateRequest, microversion: string): unknown {
  const knowsAuto = compareMicroversions(microversion, '2.25') >= 0;
  const block = request.blockMigration === 'yes';
  return {
    'os-migrateLive': knowsAuto
      ? { host: request.host, block_migration: request.blockMigration === 'auto' ? 'auto' : block }
      : { host: request.host, block_migration: block, disk_over_commit: request.diskOverCommit },
  };
}
