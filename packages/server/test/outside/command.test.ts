/** Commands of the configuration: run once, ended in time, and told truly. */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readCommands } from '../../src/outside/commands.ts';
import { OUTSIDE_CHECKPOINTS } from '../../src/outside/index.ts';
import { temporaryFolder, until } from '../harness.ts';
import { type OutsideWorld, startOutsideWorld } from './world.ts';

let world: OutsideWorld;
beforeAll(async () => {
  world = await startOutsideWorld();
  await world.script('patch', 'echo patched');
  await world.script('fails', 'echo trying; echo "password: hunter2 no disk" >&2; exit 3');
  await world.script('hangs', 'sleep 60 & wait');
  await world.script('talks', 'i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done');
  // Of 4 KB the first bytes are in the midst of the secret.
  await world.script(
    'cuts',
    `echo "password=$(printf 'hunter%.0s' $(seq 20)) x"; echo KEYBYTES; echo '-----END PRIVATE KEY-----'; printf 'after%.0s' $(seq 802)`,
  );
  await world.script('looks', 'env; echo "$#:$1"');
});
afterAll(() => world.stop());
afterEach(() => world.rest());

test('a command is given what it is about, and nothing of the server', async () => {
  process.env.EVENKEEL_SECRET_OF_THE_TEST = 'never';
  const wanted = world.wanted({ name: 'looks', host: 'compute-$(id)' });
  await world.start().startOutside(wanted);
  const { state, output, exit_code: code } = await world.ended(wanted.askedFor);
  delete process.env.EVENKEEL_SECRET_OF_THE_TEST;
  expect({ state, code }).toEqual({ state: 'done', code: 0 });
  expect(output).toContain('HOST=compute-$(id)\n');
  expect(output).toContain('PROVIDER=North\n');
  expect(output).toContain('1:one argument; and no shell');
  expect(output).not.toContain('EVENKEEL');
});

test('a command that fails says so in its own words, without what looks like a secret', async () => {
  const service = world.start();
  const wanted = world.wanted({ name: 'fails' });
  await service.startOutside(wanted);
  const row = await world.ended(wanted.askedFor);
  expect(row).toMatchObject({ state: 'failed', exit_code: 3 });
  expect(row.output).toBe('trying\npassword: *** no disk\n');
  expect(await service.lookAt(wanted.askedFor)).toMatchObject({
    state: 'failed',
    message:
      'The command fails for the work on compute-01 ended with exit code 3. Its last line: password: *** no disk',
  });
});

test('a command that takes too long is ended with what it started', async () => {
  const wanted = world.wanted({ name: 'hangs', timeoutMs: 300 });
  await world.start().startOutside(wanted);
  const row = await world.ended(wanted.askedFor);
  expect(row).toMatchObject({ state: 'failed', exit_code: null });
  expect(row.message).toContain('took longer than 1 minutes and was ended');
});

test('the last 4 KB are kept', async () => {
  const wanted = world.wanted({ name: 'talks' });
  await world.start().startOutside(wanted);
  const { output } = await world.ended(wanted.askedFor);
  expect(Buffer.byteLength(output ?? '')).toBeLessThanOrEqual(4096);
  expect(output?.endsWith('line 1999\n')).toBe(true);
});

test('a secret whose name was cut off is not kept either', async () => {
  const wanted = world.wanted({ name: 'cuts' });
  await world.start().startOutside(wanted);
  const { output } = await world.ended(wanted.askedFor);
  expect(output).toContain('after');
  expect(output).not.toMatch(/hunter|KEYBYTES/);
});

test('a list of commands that everybody can change is refused', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'commands.json');
  await writeFile(file, '{"patch": ["/bin/true"]}');
  await chmod(file, 0o644);
  expect([...readCommands(file).keys()]).toEqual(['patch']);
  await chmod(file, 0o646);
  expect(() => readCommands(file)).toThrow(/Everybody on this machine can change/);
  await rm(folder, { recursive: true });
});

test('what no server knows is not run, and a person is told', async () => {
  const wanted = world.wanted({ name: 'unknown', timeoutMs: 100 });
  const service = world.start();
  await service.startOutside(wanted);
  expect((await world.ended(wanted.askedFor)).message).toContain(
    'no server that knows a command of this name',
  );
  await expect(service.refuseUnknown({ kind: 'command', name: 'unknown' })).rejects.toMatchObject({
    code: 'outside-step-unknown',
  });
});

test('asked for twice it runs once, also with two servers', async () => {
  const before = (await world.lines()).length;
  const [one, two] = [world.start(), world.start()];
  const wanted = world.wanted({});
  await Promise.all([one, two, one, two].map((service) => service.startOutside(wanted)));
  expect(await world.ended(wanted.askedFor)).toMatchObject({ state: 'done', sends: 1 });
  expect((await world.lines()).length).toBe(before + 1);
});

test('a server that is stopped ends the command and says so', async () => {
  const service = world.start();
  const wanted = world.wanted({ name: 'hangs' });
  await service.startOutside(wanted);
  await until('it runs', async () => (await world.row(wanted.askedFor))?.state === 'asking');
  await service.stop();
  expect((await world.ended(wanted.askedFor)).message).toContain('was ended, as the server was stopped');
});

const ENDS = { claimed: 'done', recorded: 'failed', 'after-command': 'failed' } as const;
for (const at of OUTSIDE_CHECKPOINTS) {
  if (!(at in ENDS)) continue;
  test(`killed at "${at}", a command is not run twice, and nothing is made up`, async () => {
    const before = (await world.lines()).length;
    const host = `killed-${at}`;
    const wanted = world.wanted({ host });
    const died = new Promise<void>((resolve) => {
      const dying = world.start({
        checkpoint: (name) => {
          if (name !== at) return;
          resolve();
          throw new Error('killed');
        },
      });
      void dying.startOutside(wanted);
    });
    await died;
    world.start();
    const row = await world.ended(wanted.askedFor);
    expect(row.state).toBe(ENDS[at as keyof typeof ENDS]);
    const ran = (await world.lines()).length - before;
    expect(ran).toBe(at === 'recorded' ? 0 : 1);
    if (row.state === 'failed') expect(row.message).toContain('nobody knows how it ended');
  });
}
