/**
 * The embedded PostgreSQL. It listens on a Unix socket in a folder that only its owner can enter, and on no port; a
 * password is needed all the same.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { RefusalToStart } from '../start/refusal-to-start.ts';
import { type Cluster, give, minimalEnvironment, openCluster, USER } from './cluster.ts';
import { readPostmasterFile, SOCKET_FOLDER_PREFIX, stopLeftover } from './leftover.ts';

export interface EmbeddedPostgres {
  /** Holds the password: never to be shown. */
  connectionString: string;
  /** Resolves when it ended without having been told to. */
  lost: Promise<void>;
  stop(): Promise<void>;
  /** Without writing what is in memory: the next start recovers it from the log of writes. Does not wait. */
  stopAtOnce(): void;
}

/** sockaddr_un has 108 bytes on Linux and 104 on macOS, the closing zero included. */
const LONGEST_SOCKET_PATH_BYTES = 103;
/** Part of the socket's name only: nothing listens on this port. */
const PORT = 5432;
const POLL_MILLISECONDS = 10;
/** After a crash it first has to recover what was written. */
const START_MILLISECONDS = 120_000;
const STOP_MILLISECONDS = 3_000;

/**
 * Starts the database of this data directory, making it when there is none. Throws RefusalToStart.
 * @param settings of PostgreSQL, besides our own
 */
export async function startPostgres(
  dataDirectory: string,
  logger: Logger,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new RefusalToStart('On Windows, set DATABASE_URL to a PostgreSQL that is there.');
  }
  const cluster = await openCluster(dataDirectory);
  const leftover = await stopLeftover(cluster.data);
  if (leftover !== null) {
    logger.warn({ leftover }, 'Stopped the PostgreSQL that an earlier Evenkeel left running');
  }
  const socket = await socketFolder(cluster);
  const child = await launch(cluster, socket.path, settings);
  let stopping = false;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lost = new Promise<void>((resolve) => {
    ended.then(() => {
      if (!stopping) resolve();
    });
  });

  async function stop(): Promise<void> {
    stopping = true;
    // Fast: sessions are ended, what is in memory is written.
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_MILLISECONDS);
    await ended;
    clearTimeout(timer);
    if (socket.temporary) await rm(socket.path, { recursive: true, force: true });
  }

  try {
    await untilReady(child, cluster);
  } catch (error) {
    if (child.exitCode === null && child.signalCode === null) await stop();
    throw error;
  }
  return {
    connectionString: `postgresql://${USER}:${cluster.password}@/postgres?host=${encodeURIComponent(socket.path)}&port=${PORT}`,
    lost,
    stop,
    stopAtOnce() {
      stopping = true;
      child.kill('SIGQUIT');
    },
  };
}

/** In the cluster's folder, or in a short one where that path is too long for a socket. */
async function socketFolder(cluster: Cluster): Promise<{ path: string; temporary: boolean }> {
  const inside = join(cluster.directory, 'socket');
  const socketPath = join(inside, `.s.PGSQL.${PORT}.lock`);
  if (Buffer.byteLength(socketPath) <= LONGEST_SOCKET_PATH_BYTES) {
    await give(inside, cluster.account);
    return { path: inside, temporary: false };
  }
  const outside = await mkdtemp(SOCKET_FOLDER_PREFIX);
  await give(outside, cluster.account);
  return { path: outside, temporary: true };
}

async function launch(
  cluster: Cluster,
  socket: string,
  more: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const logPath = join(cluster.directory, 'postgres.log');
  if (existsSync(logPath)) await rename(logPath, `${logPath}.1`);
  const log = await open(logPath, 'a', 0o600);
  const settings = {
    listen_addresses: '',
    // A list, whose quoting keeps commas and spaces of a path.
    unix_socket_directories: `"${socket.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...more,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(cluster.binaries.postgres, ['-D', cluster.data, '-p', String(PORT), ...options], {
    ...cluster.account,
    cwd: cluster.directory,
    env: minimalEnvironment(),
    stdio: ['ignore', log.fd, log.fd],
    // In a session of its own: a terminal's Ctrl-C is for us, who stop it last.
    detached: true,
  });
  try {
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  return child;
}

async function untilReady(child: ChildProcess, cluster: Cluster): Promise<void> {
  const deadline = Date.now() + START_MILLISECONDS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const file = await readPostmasterFile(cluster.data);
    if (file?.pid === child.pid && file?.status === 'ready') return;
    await sleep(POLL_MILLISECONDS);
  }
  const logPath = join(cluster.directory, 'postgres.log');
  const log = await readFile(logPath, 'utf8').catch(() => '');
  const reason = log.trim().split('\n').slice(-3).join(' / ');
  throw new RefusalToStart(`The embedded PostgreSQL did not start; its log ${logPath} ends with: ${reason}`);
}
