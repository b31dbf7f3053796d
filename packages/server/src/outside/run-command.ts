/** One command from beginning to end: without a shell, in a group of its own, with nothing of our environment but the path. */
import { type ChildProcess, spawn } from 'node:child_process';
import { redact } from './redact.ts';

const KEPT_BYTES = 4096;

export interface CommandEnd {
  how: 'exited' | 'not-started' | 'timed-out' | 'stopped';
  /** Null when it did not end by itself. */
  exitCode: number | null;
  /** Why it could not be started; null when it was. */
  error: string | null;
  /** The last 4 KB of both its outputs, as they came, without what looks like a secret. */
  output: string;
}

interface Limits {
  timeoutMs: number;
  /** Between asking it to end (SIGTERM) and ending it (SIGKILL), with all that it started. */
  killMs: number;
  /** Ends it before its time. */
  signal: AbortSignal;
}

/** Never rejects. */
export async function runCommand(
  argv: readonly string[],
  environment: Record<string, string>,
  { timeoutMs, killMs, signal }: Limits,
): Promise<CommandEnd> {
  const [program = '', ...parameters] = argv;
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME = '/', LANG = 'C.UTF-8' } = process.env;
  const child = spawn(program, parameters, {
    cwd: '/',
    env: { PATH, HOME, LANG, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what it started ends with it.
    detached: true,
  });
  let tail = Buffer.alloc(0);
  let isCut = false;
  const keep = (part: Buffer) => {
    isCut ||= tail.length + part.length > KEPT_BYTES;
    tail = Buffer.concat([tail, part]).subarray(-KEPT_BYTES);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  let how: CommandEnd['how'] = 'exited';
  const end = (why: 'timed-out' | 'stopped') => {
    if (how !== 'exited') return;
    how = why;
    killGroup(child, 'SIGTERM');
    killing = setTimeout(() => killGroup(child, 'SIGKILL'), killMs);
  };
  let killing: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => end('timed-out'), timeoutMs);
  const stop = () => end('stopped');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const { exitCode, error } = await ended(child);
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  // What it left behind in its group goes with it, when it was ended.
  if (how !== 'exited') killGroup(child, 'SIGKILL');
  clearTimeout(killing);
  const output = redact(withoutRest(tail.toString('utf8'), isCut).replaceAll('\0', ''));
  if (error !== null) return { how: 'not-started', exitCode: null, error, output };
  return { how, exitCode: how === 'exited' ? exitCode : null, error: null, output };
}

/**
 * Without the word that may be half, and the key that may be: what says that a secret follows may have gone with what was
 * cut off.
 */
function withoutRest(text: string, isCut: boolean): string {
  if (!isCut) return text;
  const rest = /^(?:(?!-----BEGIN )[\s\S])*?-----END [A-Z ]*PRIVATE KEY-----/;
  return text.replace(/^\S*\s?/, '').replace(rest, '***');
}

/** When the program ended; what it started in the background and still holds its outputs is not waited for. */
function ended(child: ChildProcess): Promise<{ exitCode: number | null; error: string | null }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, error: error.message }));
    child.once('exit', (code) => {
      const done = () => resolve({ exitCode: code, error: null });
      child.once('close', done);
      setTimeout(done, OUTPUT_PATIENCE_MS).unref();
    });
  });
}

/** For the last of its output to come through. */
const OUTPUT_PATIENCE_MS = 250;

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
