/** Which user PostgreSQL runs as: it refuses to run as root. */
import { spawnSync } from 'node:child_process';
import { RefusalToStart } from '../start/refusal-to-start.ts';

/** To be given to spawn. Null elsewhere: whoever runs this process. */
export interface Account {
  uid: number;
  gid: number;
}

/** Made when root starts Evenkeel for the first time. Nobody signs in as it, and nothing else is its. */
const NAME = 'evenkeel';

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** For a new database. Throws RefusalToStart where no account can be made. */
export function accountForNewCluster(): Account | null {
  if (!isRoot()) return null;
  const account = find(NAME) ?? make() ?? find(NAME);
  if (account) return account;
  throw new RefusalToStart(
    `PostgreSQL does not run as root, and the user ${NAME} could not be made for it. ` +
      'Start Evenkeel as an ordinary user, or set DATABASE_URL to a PostgreSQL that is there.',
  );
}

/** Whether the account gets through all folders above this path and may enter it. */
export function canEnter(account: Account | null, folder: string): boolean {
  return spawnSync('test', ['-x', folder], { ...account, cwd: '/' }).status === 0;
}

function find(name: string): Account | null {
  const number = (option: string) => {
    const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : null;
  };
  const uid = number('-u');
  const gid = number('-g');
  return uid && gid ? { uid, gid } : null;
}

function make(): Account | null {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  spawnSync('useradd', [...options, '--shell', '/usr/sbin/nologin', NAME]);
  return find(NAME);
}
