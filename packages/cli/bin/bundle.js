// The sources of the command in one file: started from it, a command takes a third of the time.
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { changedAt } from '../../../scripts/changed-at.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const FOLDER = `${root}packages/cli/dist`;
const FILE = `${FOLDER}/evenkeel.mjs`;
/** What it is made of. */
const SOURCES = [
  'packages/cli/package.json',
  'packages/cli/src',
  'packages/cli/bin',
  'packages/contract/src',
  'package-lock.json',
];

/** Its path, made anew when a source is newer; null where it can not be made, as in a folder that is somebody else's. */
export async function bundled() {
  if (changedAt(FILE) > Math.max(...SOURCES.map((path) => changedAt(root + path)))) return FILE;
  try {
    const { build } = await import('esbuild');
    const { outputFiles } = await build({
      entryPoints: [`${root}packages/cli/src/main.ts`],
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      // Some libraries are CommonJS still, and ask for Node's own modules as such.
      banner: {
        js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);",
      },
      write: false,
      logLevel: 'silent',
    });
    mkdirSync(FOLDER, { recursive: true });
    // Several commands may be the first at the same moment: each reads a whole file.
    const written = `${FOLDER}/${randomUUID()}`;
    writeFileSync(written, outputFiles[0].contents);
    renameSync(written, FILE);
    return FILE;
  } catch {
    return null;
  }
}
