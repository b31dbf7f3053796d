import { badRequest } from '../http/errors.ts';
import type { LiveMigrationRequest } from '../state/destination.ts';
import { booleanField, hostField, objectFields } from './schema.ts';

/**
 * Nova's schema of os-migrateLive at a microversion (operations.md A2, nova/api/openstack/compute/schemas/migrate_server.py);
 * 400 with Nova's text for what it does not take. `host` must be there even when it is null.
 */
export function liveMigrateRequest(body: unknown, version: number): LiveMigrationRequest {
  const required =
    version < 25 ? ['host', 'block_migration', 'disk_over_commit'] : ['host', 'block_migration'];
  const allowed = version >= 30 && version <= 67 ? [...required, 'force'] : required;
  const fields = objectFields('os-migrateLive', body, required, allowed);
  const host = hostField(fields.host);
  const blockMigration = booleanField('block_migration', fields.block_migration, version >= 25);
  if (version < 25) booleanField('disk_over_commit', fields.disk_over_commit);
  const force = 'force' in fields && booleanField('force', fields.force) === true;
  if (force && host === null) throw badRequest("Can't force to a non-provided destination");
  return {
    host,
    blockMigration,
    bypassScheduler: host !== null && (version < 30 || force),
    asynchronous: version >= 34,
  };
}
