// `npm start`: builds the web console when it is missing or older than its sources, then runs the server in this process.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { changedAt } from './changed-at.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const BUILT = `${root}packages/web/dist/index.html`;
/** What the console is made of. */
const SOURCES = [
  'packages/web/index.html',
  'packages/web/vite.config.ts',
  'packages/web/package.json',
  'packages/web/public',
  'packages/web/src',
  'packages/contract/src',
  'package-lock.json',
];

/** In a child: its memory is not ours for as long as the server runs. Ends this process when it fails. */
async function build() {
  console.log('Building the web console (once, about 20 s) ...');
  const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));
  const child = spawn(process.execPath, [vite, 'build', 'packages/web', '--logLevel', 'error'], {
    cwd: root,
    // Its progress is of no use to anybody; its errors are.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const passOn = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...how) => resolve(how));
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, passOn);
  if (code === 0) return;
  console.error(
    signal === null
      ? 'The web console could not be built; the reason stands above. `npm run build` tries it alone.'
      : 'Stopped while the web console was being built.',
  );
  process.exit(1);
}

const asksForHelp = process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h');
if (!asksForHelp && changedAt(BUILT) < Math.max(...SOURCES.map((path) => changedAt(root + path))))
  await build();
await import('../packages/server/bin/evenkeel-server.mjs');
