/** What a person waits for before a command of `evenkeel` does anything, beside the same sources run as they are. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Measurement, timed } from './measure.ts';

const CLI = fileURLToPath(new URL('../packages/cli', import.meta.url));
const TIMES = 10;
const run = promisify(execFile);

export async function command(): Promise<Measurement[]> {
  const what = 'evenkeel --version';
  const ours = [`${CLI}/bin/evenkeel.js`];
  const peer = ['--import', 'tsx', `${CLI}/src/main.ts`];
  // The first of all puts the sources into one file.
  await run(process.execPath, [...ours, '--version']);
  return [
    { what, times: await times(ours) },
    { what: 'the sources as they are', times: await times(peer), peerOf: what },
  ];
}

async function times(program: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (let round = 0; round < TIMES; round += 1)
    found.push(await timed(() => run(process.execPath, [...program, '--version'])));
  return found;
}
