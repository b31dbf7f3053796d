/** The log: one JSON object a line, of what matters to whoever runs this. It holds no secrets and no requests. */
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger, type LoggerOptions } from 'pino';
import { notUsable } from './data-directory.ts';

/** Where a start finds a log larger than this, it begins a new one and keeps the old one as evenkeel.log.1. */
const LARGE_BYTES = 10 * 1024 ** 2;

/** Belt and braces: nothing that is logged has these, and nothing that has them is to be logged. */
const REDACTED = ['password', 'secret', 'token', 'ownerToken', 'connectionString'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/**
 * What an error says and where it came from. Errors of libraries carry more: whole connections with their keys, requests
 * with their headers.
 */
function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const { code, requestId } = error as { code?: unknown; requestId?: unknown };
  return {
    name,
    message,
    code,
    requestId,
    stack,
    cause: cause === undefined ? undefined : errorForLog(cause),
  };
}

/** How whatever is logged is written, at every level. */
export const LOG_OPTIONS: LoggerOptions = { redact: REDACTED, serializers: { err: errorForLog } };

export interface Log {
  logger: Logger;
  /** Null: it goes to the standard error stream. */
  file: string | null;
}

/**
 * On a terminal the log would bury what a person has to read, so it goes to a file of the data directory there; a
 * supervisor (systemd, a container's) collects the standard error stream.
 * Throws RefusalToStart.
 */
export function openLog(dataDirectory: string, onTerminal: boolean): Log {
  const options = { level: 'info', ...LOG_OPTIONS };
  if (!onTerminal) return { logger: pino(options, pino.destination({ dest: 2, sync: true })), file: null };
  const file = join(dataDirectory, 'evenkeel.log');
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGE_BYTES) renameSync(file, `${file}.1`);
    return { logger: pino(options, pino.destination({ dest: file, sync: true, mode: 0o600 })), file };
  } catch (error) {
    throw notUsable(dataDirectory, error);
  }
}
