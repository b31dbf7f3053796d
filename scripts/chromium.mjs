// Finds the browser of the end-to-end tests, and gets Debian's where it is missing and that is possible.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** The path of a Chromium, or null. EVENKEEL_CHROMIUM goes first. */
function find() {
  const places = [process.env.EVENKEEL_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
  const isThere = (path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return places.filter(Boolean).find(isThere) ?? null;
}

/** `{ path, reason }`: one of them is null; the reason says why there is none. Asks for no password. */
export function provideChromium() {
  const there = find();
  if (there) return { path: there, reason: null };
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (run([...asRoot, 'true']) !== 0) {
    return {
      path: null,
      reason: 'there is no Chromium, and neither root nor sudo without a password to install it',
    };
  }
  if (run(['apt-get', '--version']) !== 0) {
    return { path: null, reason: 'there is no Chromium, and no apt-get to install it' };
  }
  console.log('\n== Installing chromium with apt-get (once)');
  const apt = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y'];
  run([...apt, 'update'], 'inherit');
  run([...apt, 'install', '--no-install-recommends', 'chromium'], 'inherit');
  const path = find();
  return { path, reason: path ? null : 'apt-get could not install chromium; what it said stands above' };
}

/** The exit code; null when there is no such program. */
function run([program, ...parameters], output = 'ignore') {
  return spawnSync(program, parameters, { stdio: ['ignore', output, output] }).status;
}
