/** A PostgreSQL that an earlier Evenkeel left running when it was killed. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, processStart } from '../start/process-identity.ts';
import { RefusalToStart } from '../start/refusal-to-start.ts';

/** PostgreSQL's note of who runs on a cluster; `postmaster.pid` in its data folder, one fact a line. */
export interface PostmasterFile {
  pid: number;
  socketFolder: string;
  /** "starting", "ready", "stopping". */
  status: string;
}

const POLL_MILLISECONDS = 20;
const FAST_STOP_MILLISECONDS = 15_000;
const IMMEDIATE_STOP_MILLISECONDS = 5_000;

/** Null when there is none. Source: PostgreSQL's src/include/utils/pidfile.h. */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | null> {
  const content = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null);
  if (content === null) return null;
  const lines = content.split('\n').map((line) => line.trim());
  return { pid: Number(lines[0]), socketFolder: lines[4] ?? '', status: lines[7] ?? '' };
}

/**
 * Stops the PostgreSQL that still runs on this cluster, and gives its pid; null when none does. It is stopped rather
 * than gone on with, so that there is one way to run it: as our child, with today's settings and programs.
 */
export async function stopLeftover(data: string): Promise<number | null> {
  const file = await readPostmasterFile(data);
  if (!file) return null;
  const command = commandLine(file.pid);
  if (command === null) return null;
  if (!command.includes(data)) {
    // The number is somebody else's by now, and PostgreSQL would not start because of it.
    await rm(join(data, 'postmaster.pid'), { force: true });
    return null;
  }
  await stop(file.pid);
  await removeTemporarySocketFolder(file.socketFolder);
  return file.pid;
}

async function stop(pid: number): Promise<void> {
  const tries = [
    ['SIGINT', FAST_STOP_MILLISECONDS],
    ['SIGQUIT', IMMEDIATE_STOP_MILLISECONDS],
  ] as const;
  for (const [signal, milliseconds] of tries) {
    const deadline = Date.now() + milliseconds;
    if (!send(pid, signal)) return;
    while (Date.now() < deadline) {
      if (processStart(pid) === null) return;
      await sleep(POLL_MILLISECONDS);
    }
  }
  throw new RefusalToStart(
    `The PostgreSQL of an earlier start (process ${pid}) does not stop. Stop it by hand and start again.`,
  );
}

/** False when there is no such process any more. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** What the name of a folder for a socket outside the cluster begins with. */
export const SOCKET_FOLDER_PREFIX = join(tmpdir(), 'evenkeel-socket-');

async function removeTemporarySocketFolder(folder: string): Promise<void> {
  const isOurs = folder.startsWith(SOCKET_FOLDER_PREFIX) && dirname(folder) === dirname(SOCKET_FOLDER_PREFIX);
  if (isOurs) await rm(folder, { recursive: true, force: true });
}
