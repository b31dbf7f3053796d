/** A lock held by a process: a file that names it. It does not outlive its holder, however that one ended. */
import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { processStart } from './process-identity.ts';

export interface Holder {
  pid: number;
  /** processStart of that pid, so that another process which got the same number is not taken for it. */
  started: string | null;
  /** Where it answers; null while it is starting. */
  url: string | null;
}

export interface Lock {
  /** Tells whoever finds the lock where its holder answers. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
}

/** Somebody living holds the lock. */
export class LockHeld extends Error {
  readonly holder: Holder;
  constructor(holder: Holder) {
    super(`Held by process ${holder.pid}.`);
    this.name = 'LockHeld';
    this.holder = holder;
  }
}

/** Throws LockHeld. */
export async function takeLock(path: string): Promise<Lock> {
  const mine: Holder = { pid: process.pid, started: processStart(process.pid), url: null };
  const own = `${path}.${randomBytes(6).toString('hex')}`;
  while (!(await putInPlace(path, own, mine))) {
    const found = await readHolder(path);
    if (found && isAlive(found)) throw new LockHeld(found);
    await removeDead(path, `${own}.dead`);
  }
  return {
    async announce(url) {
      await writeFile(own, JSON.stringify({ ...mine, url }), { mode: 0o600 });
      await rename(own, path);
    },
    release: () => rm(path, { force: true }),
  };
}

/** A link is made whole or not at all, and never over another's. */
async function putInPlace(path: string, own: string, holder: Holder): Promise<boolean> {
  await writeFile(own, JSON.stringify(holder), { mode: 0o600 });
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Of two who find a dead lock at once, the slower one may get the faster one's living lock in hand: it goes back. */
async function removeDead(path: string, aside: string): Promise<void> {
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await readHolder(aside);
  if (taken && isAlive(taken)) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Null when there is no lock, or one that can not be read and so names nobody. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    const { pid, started, url } = JSON.parse(await readFile(path, 'utf8')) as Holder;
    return Number.isInteger(pid) ? { pid, started, url } : null;
  } catch {
    return null;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  const now = processStart(pid);
  return now !== null && now === started;
}
