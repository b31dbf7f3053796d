/** The folder of one installation: its key, its database, who runs on it. One Evenkeel at a time. */
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LockHeld, takeLock } from './lock.ts';
import { RefusalToStart } from './refusal-to-start.ts';

export interface DataDirectory {
  path: string;
  /** Writes owner.json ({url, ownerToken}, readable by its owner alone) for the command line, until `close`. */
  announce(url: string, ownerToken: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes the folder when it is missing and takes it for this process. Throws RefusalToStart. */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  await makeDataDirectory(path);
  try {
    const lock = await takeLock(join(path, 'lock'));
    const ownerFile = join(path, 'owner.json');
    return {
      path,
      async announce(url, ownerToken) {
        await rm(ownerFile, { force: true });
        await writeFile(ownerFile, `${JSON.stringify({ url, ownerToken })}\n`, { mode: 0o600, flag: 'wx' });
        await lock.announce(url);
      },
      async close() {
        await rm(ownerFile, { force: true });
        await lock.release();
      },
    };
  } catch (error) {
    throw notUsable(path, error);
  }
}

/** Makes the folder when it is missing, for its owner alone. Throws RefusalToStart. */
export async function makeDataDirectory(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 }).catch((error) => {
    throw notUsable(path, error);
  });
  // Root's PostgreSQL runs as another user, who has to get through to its own folder in here, but may not look around.
  if (made !== undefined && process.getuid?.() === 0) await chmod(path, 0o711);
}

/** Why a data directory can not be used, in a sentence; an error that says nothing of that comes back as it is. */
export function notUsable(path: string, error: unknown): unknown {
  if (error instanceof LockHeld) {
    const { pid, url } = error.holder;
    const where = url === null ? 'and is still starting' : `at ${url}`;
    return new RefusalToStart(
      `Evenkeel already runs on the data directory ${path}: process ${pid}, ${where}. ` +
        'Use that one, stop it first, or give this one a folder of its own with --data.',
    );
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) return error;
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new RefusalToStart(
      `The data directory ${path} is a file, or lies in one. Give a folder with --data.`,
    );
  return new RefusalToStart(
    `The data directory ${path} can not be used (${code}). Start Evenkeel as the user it belongs to, or give another with --data.`,
    { cause: error },
  );
}
