/** Which process a number means: numbers are given out again, so its start is compared too. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Linux tells more, and tells it without `ps`, which a small container may lack. */
const HAS_PROC = existsSync('/proc/self/stat');

/**
 * When the process of that number was started, as a text to compare and nothing more; null when none runs.
 * One that has ended but was not collected by its parent (a zombie) does not run.
 */
export function processStart(pid: number): string | null {
  if (!HAS_PROC) return ps(pid, 'lstart');
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the name in parentheses and may hold anything, so what follows is counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  // Field 22: clock ticks since this machine's start, hence the machine's start beside it.
  const boot = readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot} ${fields[19]}`;
}

/** The command line of a running process, its arguments separated by spaces; null when none runs. */
export function commandLine(pid: number): string | null {
  if (!HAS_PROC) return ps(pid, 'command');
  if (processStart(pid) === null) return null;
  return readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Ended meanwhile.
    return null;
  }
}

function ps(pid: number, column: string): string | null {
  const { status, stdout } = spawnSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], {
    encoding: 'utf8',
  });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}
