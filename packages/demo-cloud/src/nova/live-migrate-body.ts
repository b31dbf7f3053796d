import { badRequest } from '../http/errors.ts';
import type { LiveMigrationRequest } from '../state/destination.ts';

const TRUE_WORDS: unknown[] = [true, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes'];
const FALSE_WORDS: unknown[] = [false, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no'];

/**
 * Nova's schema of os-migrateLive at a microversion (operations.md A2, nova/api/openstack/compute/schemas/migrate_server.py);
 * 400 with Nova's text for what it does not take. `host` must be there even when it is null.
 */
export function liveMigrateRequest(body: unknown, version: number): LiveMigrationRequest {
  const attribute = 'os-migrateLive';
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid(attribute, body, `${pythonText(body)} is not of type 'object'`);
  }
  const fields = body as Record<string, unknown>;
  const required =
    version < 25 ? ['host', 'block_migration', 'disk_over_commit'] : ['host', 'block_migration'];
  const allowed = version >= 30 && version <= 67 ? [...required, 'force'] : required;
  const missing = required.find((name) => !(name in fields));
  if (missing) throw invalid(attribute, body, `'${missing}' is a required property`);
  const stray = Object.keys(fields).find((name) => !allowed.includes(name));
  if (stray)
    throw invalid(attribute, body, `Additional properties are not allowed ('${stray}' was unexpected)`);
  const host = hostField(fields.host);
  const blockMigration = booleanField('block_migration', fields.block_migration, version >= 25);
  if (version < 25) booleanField('disk_over_commit', fields.disk_over_commit, false);
  const force = 'force' in fields && booleanField('force', fields.force, false) === true;
  if (force && host === null) throw badRequest("Can't force to a non-provided destination");
  return {
    host,
    blockMigration,
    bypassScheduler: host !== null && (version < 30 || force),
    asynchronous: version >= 34,
  };
}

function hostField(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value !== 'string')
    throw invalid('host', value, `${pythonText(value)} is not of type 'string', 'null'`);
  if (value === '') throw invalid('host', value, "'' is too short");
  if (!/^[a-zA-Z0-9-._]*$/.test(value) || value.length > 255) {
    throw invalid('host', value, `${pythonText(value)} does not match '^[a-zA-Z0-9-._]*$'`);
  }
  return value;
}

/** Null for `auto`. */
function booleanField(name: string, value: unknown, autoAllowed: boolean): boolean | null {
  if (TRUE_WORDS.includes(value)) return true;
  if (FALSE_WORDS.includes(value)) return false;
  if (autoAllowed && value === 'auto') return null;
  const words = [...TRUE_WORDS, ...FALSE_WORDS, ...(autoAllowed ? ['auto'] : [])];
  throw invalid(name, value, `${pythonText(value)} is not one of ${pythonText(words)}`);
}

function invalid(name: string, value: unknown, reason: string): Error {
  const shown = typeof value === 'string' ? value : pythonText(value);
  return badRequest(`Invalid input for field/attribute ${name}. Value: ${shown}. ${reason}`);
}

/** As Python's repr would print it, since Nova's messages do. */
function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `'${key}': ${pythonText(entry)}`)
    .join(', ')}}`;
}
