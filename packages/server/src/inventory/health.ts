import type { ProviderHealth } from '@evenkeel/contract';
import { CloudError } from '@evenkeel/openstack';

/** How a provider is, for people. */
export interface HealthReport {
  health: ProviderHealth;
  /** A sentence that says why, with the cloud's own words; null when all is well. */
  message: string | null;
}

/** What stands stored for the provider can not be used to sign in. */
export class UnusableConnection extends Error {}

/** What matters most was read, but not all. */
export class PartlyRead extends Error {
  /** @param why a sentence */
  constructor(why: string, options?: ErrorOptions) {
    super(`Part of what this cloud has could not be read. ${why}`, options);
  }
}

export const OK: HealthReport = { health: 'ok', message: null };
export const SLOW: HealthReport = {
  health: 'slow',
  message: 'The cloud answers slowly: what is shown here can be some time behind.',
};

const REFUSED_STATUSES: ReadonlySet<number | null> = new Set([401, 403]);

/** What a failed look at the cloud says about it. */
export function healthOf(error: unknown): HealthReport {
  if (error instanceof UnusableConnection) return { health: 'refused', message: error.message };
  if (error instanceof PartlyRead) return { health: 'slow', message: error.message };
  if (!(error instanceof CloudError))
    return {
      health: 'down',
      message: 'Evenkeel failed while it read this cloud, and goes on trying. Its log says why.',
    };
  const health = REFUSED_STATUSES.has(error.status) || error.kind === 'unauthorized' ? 'refused' : 'down';
  const said = `${beginningOf(error)} ${error.message}`;
  return { health, message: error.requestId ? `${said} (request ${error.requestId})` : said };
}

function beginningOf(error: CloudError): string {
  if (error.kind === 'unreachable') return 'The cloud can not be reached.';
  if (error.kind === 'configuration') return "The cloud is not as the provider's settings say.";
  if (error.kind === 'timeout') return 'The cloud does not answer.';
  if (error.status === 401) return 'The cloud does not accept the credentials.';
  if (error.status === 403)
    return 'The cloud does not let this user see what Evenkeel needs: give it the role admin.';
  return 'The cloud does not answer as it should.';
}

/** True for the same trouble again: only the request id differs. */
export function sameTrouble(left: HealthReport, right: HealthReport): boolean {
  const withoutRequest = (message: string | null) => message?.replace(/ \(request [^)]*\)$/, '') ?? null;
  return left.health === right.health && withoutRequest(left.message) === withoutRequest(right.message);
}

const GRAVITY: Record<ProviderHealth, number> = { unknown: 0, ok: 1, slow: 2, down: 3, refused: 4 };

/** The gravest of what several looks at one cloud say. */
export function worst(reports: Iterable<HealthReport>): HealthReport {
  let found = OK;
  for (const report of reports) if (GRAVITY[report.health] > GRAVITY[found.health]) found = report;
  return found;
}
