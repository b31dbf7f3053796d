/** The files of the embedded database: where they are, whose they are, and how they come to be. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RefusalToStart } from '../start/refusal-to-start.ts';
import { type Account, accountForNewCluster, canEnter, isRoot } from './account.ts';
import { type Binaries, usableBinaries } from './binaries.ts';

export const USER = 'evenkeel';

/** For root only: where its PostgreSQL's user can go when it can not get into the data directory. */
const SHARED_FOLDER = '/var/lib/evenkeel';

export interface Cluster {
  /** Holds `data` (PostgreSQL's own), `postgres.log` and, where its path is short enough, the socket. */
  directory: string;
  data: string;
  password: string;
  account: Account | null;
  binaries: Binaries;
}

/** DATA/postgres.json, readable by its owner alone. */
interface Place {
  /** Relative to the data directory, which may be moved, or absolute. */
  directory: string;
  password: string;
}

/** Finds the database of this data directory, or makes an empty one. Throws RefusalToStart. */
export async function openCluster(dataDirectory: string): Promise<Cluster> {
  const place = await readOrChoosePlace(dataDirectory);
  const named = isAbsolute(place.directory) ? place.directory : join(dataDirectory, place.directory);
  const directory = await realpath(named).catch(() => {
    throw new RefusalToStart(
      `The database of ${dataDirectory} is not where postgres.json there says: ${named} is missing. ` +
        'Bring that folder back, or start anew with another --data.',
    );
  });
  const account = await ownerOf(directory);
  const binaries = await usableBinaries(account, isRoot() ? SHARED_FOLDER : dataDirectory);
  const cluster = { directory, data: join(directory, 'data'), password: place.password, account, binaries };
  if (existsSync(join(cluster.data, 'PG_VERSION'))) await requireMajor(cluster);
  else await initialise(cluster);
  return cluster;
}

async function readOrChoosePlace(dataDirectory: string): Promise<Place> {
  const path = join(dataDirectory, 'postgres.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Place;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const place = {
    directory: await chooseDirectory(dataDirectory),
    password: randomBytes(32).toString('hex'),
  };
  await writeFile(path, `${JSON.stringify(place)}\n`, { mode: 0o600, flag: 'wx' });
  return place;
}

async function chooseDirectory(dataDirectory: string): Promise<string> {
  const account = accountForNewCluster();
  if (canEnter(account, dataDirectory)) {
    await give(join(dataDirectory, 'postgres'), account);
    return 'postgres';
  }
  await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  const directory = await mkdtemp(join(SHARED_FOLDER, 'database-'));
  await give(directory, account);
  // For whoever cleans up there.
  await writeFile(join(directory, 'belongs-to'), `${dataDirectory}\n`);
  return directory;
}

/** Makes the folder when it is missing, closed to everybody but the account. */
export async function give(folder: string, account: Account | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
}

/** An existing database is run by its owner: root may start what an ordinary user made. */
async function ownerOf(directory: string): Promise<Account | null> {
  const { uid, gid } = await stat(directory);
  if (isRoot()) return { uid, gid };
  if (uid === process.getuid?.()) return null;
  throw new RefusalToStart(
    `The database in ${directory} belongs to another user (uid ${uid}). Start Evenkeel as that user, or with another --data.`,
  );
}

async function requireMajor({ data, binaries }: Cluster): Promise<void> {
  const found = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (found === binaries.major) return;
  throw new RefusalToStart(
    `The database in ${data} was written by PostgreSQL ${found}; this Evenkeel brings PostgreSQL ${binaries.major}. ` +
      'Dump it with the Evenkeel that wrote it, and load the dump into a new one.',
  );
}

/** Made under another name first, so that a start which was cut short leaves nothing that looks whole. */
async function initialise({ directory, data, password, account, binaries }: Cluster): Promise<void> {
  const unfinished = join(directory, 'data.new');
  const passwordFile = join(directory, 'password');
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (account) await chown(passwordFile, account.uid, account.gid);
  try {
    const options = [
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // PostgreSQL's own, which no upgrade of the system's C library re-sorts under our indexes.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ];
    const initdb = spawn(binaries.initdb, options, {
      ...account,
      cwd: directory,
      env: minimalEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      // A Ctrl-C meanwhile lets it come to its end; then everything stops.
      detached: true,
    });
    const [complaint, [code]] = await Promise.all([text(initdb.stderr), once(initdb, 'close')]);
    if (code !== 0) throw new RefusalToStart(`The embedded database could not be made: ${complaint.trim()}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, data);
}

/** Nothing of our own environment: there are secrets in it, and libpq's variables would be obeyed. */
export function minimalEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}
