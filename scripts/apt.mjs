// Debian's packages for the tests, where the machine has apt-get. Asks for no password.
import { spawnSync } from 'node:child_process';

/** The exit code; null when there is no such program. */
export function run([program, ...parameters], { output = 'ignore', cwd } = {}) {
  return spawnSync(program, parameters, { stdio: ['ignore', output, output], cwd }).status;
}

const asRoot = () => (process.getuid?.() === 0 ? [] : ['sudo', '-n']);
const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y'];

/** Why nothing can be installed here; null when it can. */
export function whyNoApt() {
  if (run(['apt-get', '--version']) !== 0) return 'no apt-get to install it';
  if (run([...asRoot(), 'true']) !== 0) return 'neither root nor sudo without a password to install it';
  return null;
}

/** Installs a package for the whole machine. */
export function install(name) {
  console.log(`\n== Installing ${name} with apt-get (once)`);
  run([...asRoot(), ...apt, 'update'], { output: 'inherit' });
  run([...asRoot(), ...apt, 'install', '--no-install-recommends', name], { output: 'inherit' });
}

/** Lays a package's files below a folder: nothing is installed, so no service of it starts. */
export function unpack(name, folder) {
  console.log(`\n== Fetching ${name} with apt-get (once)`);
  if (run(['apt-get', '-q', 'download', name], { cwd: folder }) !== 0) {
    run([...asRoot(), ...apt, 'update'], { output: 'inherit' });
    run(['apt-get', '-q', 'download', name], { output: 'inherit', cwd: folder });
  }
  run(['sh', '-c', `dpkg-deb -x ${name}_*.deb . && rm ${name}_*.deb`], { output: 'inherit', cwd: folder });
}
