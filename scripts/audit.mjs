// Whether a dependency that is shipped has a known hole. The advisories are the registry's; a mirror that has none is told
// of and is neither a pass nor a failure.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const COMMAND = [
  'audit',
  '--omit=dev',
  '--audit-level=high',
  '--json',
  '--fetch-retries=1',
  '--fetch-timeout=30000',
];
const LONGEST_MILLISECONDS = 120_000;
/** What npm says where no answer came. */
const AWAY =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network|timeout/i;

/**
 * `{ ok, reason }`: `ok` is null where nothing could be asked, and the reason says why; false with the findings in the reason.
 * @param environment of npm; `npm_config_registry` names another registry.
 */
export async function auditDependencies(environment = process.env) {
  const options = { env: environment, timeout: LONGEST_MILLISECONDS, maxBuffer: 64 * 1024 ** 2 };
  const { stdout, stderr } = await promisify(execFile)('npm', COMMAND, options).catch((error) => error);
  const said = parsed(stdout);
  if (said?.auditReportVersion !== undefined) {
    const found = Object.values(said.vulnerabilities).filter(({ severity }) =>
      /^(high|critical)$/.test(severity),
    );
    const names = found.map(({ name, severity }) => `${name} (${severity})`).join(', ');
    return { ok: found.length === 0, reason: names || null };
  }
  const message = said?.message ?? String(stderr ?? '').trim();
  const isWithout = said?.statusCode !== undefined || AWAY.test(message);
  return { ok: isWithout ? null : false, reason: message.split('\n')[0] || 'npm said nothing' };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
