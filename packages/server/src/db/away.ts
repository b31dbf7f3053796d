/** Connection failures (08), shutdown and start-up (57P01 to 57P03), too many connections (53300): PostgreSQL, appendix A. */
const SQL_STATES = /^(08...|57P0[123]|53300)$/;
const SOCKET_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
/** What pg says in words only. */
const PG_MESSAGES = /^Connection terminated|^timeout exceeded when trying to connect|not queryable/;

/** Whether a query failed because the database is not there now: the same query may well succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  return SQL_STATES.test(code) || SOCKET_CODES.has(code) || PG_MESSAGES.test(error.message);
}
