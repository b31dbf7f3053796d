import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Preflight, Run } from '@evenkeel/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer, until } from '../../packages/server/test/harness.ts';
import { BIN, cleanEnvironment, commandOf, errorOf, startCommand } from './command.ts';

/** A migration takes a second or so. */
const FAST = 30;
let server: TestServer;
let run: ReturnType<typeof commandOf>;

beforeAll(async () => {
  server = await startTestServer({ demo: { timeScale: FAST } });
  run = commandOf(server);
});
afterAll(() => server?.stop());
beforeEach(() => server.demo.control.setTimeScale(FAST));

/** Where Nova says that the instance is. */
function hostOf(name: string): string | null {
  return found(name).host;
}
function found(name: string) {
  const all = server.demo.control.instances('north').filter((one) => one.name === name);
  expect(all).toHaveLength(1);
  return all[0] as (typeof all)[number];
}
/** Adds a running instance of its own to the test, on the first host, and waits until Evenkeel knows it. */
async function newInstance(name: string): Promise<string> {
  const [id] = server.demo.control.addInstances({ name, region: 'north', host: 'north-compute-01' });
  await known(name, 1);
  return id as string;
}
function known(name: string, count: number): Promise<unknown> {
  return until(`${count} named ${name} are known`, async () => {
    const answer = await server.request(`/api/v1/instances?search=${name}`);
    return ((await answer.json()) as { total: number }).total === count;
  });
}
function requestsSent(): number {
  const { counts } = server.demo.control.requests();
  return Object.entries(counts)
    .filter(([what]) => what.endsWith(' os-migrateLive'))
    .reduce((sum, [, times]) => sum + times, 0);
}

describe('--wait', () => {
  it('ends with 0 once the instance really is on another host', async () => {
    await newInstance('cli-auto');
    const ended = await run('migrate', 'cli-auto', '--wait');
    expect(ended).toMatchObject({ code: 0 });
    expect(hostOf('cli-auto')).not.toBe('north-compute-01');
    expect(ended.stdout).toContain(`Moved cli-auto: north-compute-01 → ${hostOf('cli-auto')}`);
    expect(ended.stdout).toMatch(/^To migrate: 1 instance /);
  });

  it('moves several to a named host, by name and by id, and tells the run as JSON', async () => {
    await newInstance('cli-named-1');
    const id = await newInstance('cli-named-2');
    const words = [
      'migrate',
      'cli-named-1',
      id,
      'cli-named-1',
      '--host',
      'north-compute-02',
      '--wait',
      '--json',
    ];
    const ended = await run(...words);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const result = Run.strict().parse(JSON.parse(ended.stdout));
    expect(result).toMatchObject({
      status: 'done',
      options: { host: 'north-compute-02', blockMigration: 'auto' },
    });
    expect(result.moves.map(({ outcome, destinationHost }) => [outcome, destinationHost])).toEqual([
      ['succeeded', 'north-compute-02'],
      ['succeeded', 'north-compute-02'],
    ]);
    expect([hostOf('cli-named-1'), hostOf('cli-named-2')]).toEqual(['north-compute-02', 'north-compute-02']);
  });

  it('ends with 1 when one of several did not move, with the reason and the next step', async () => {
    await newInstance('cli-good');
    const source = hostOf('copy-fails-01');
    const ended = await run('migrate', 'cli-good', 'copy-fails-01', '--provider', 'Demo north', '--wait');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('Moved cli-good');
    expect(ended.stdout).toMatch(/Not moved copy-fails-01, from .*rolled back/);
    expect(ended.stdout).toMatch(/^ {2}Next: /m);
    expect(ended.stderr).toContain('1 of 2 instances moved.');
    expect(hostOf('copy-fails-01')).toBe(source);
  });

  it('can be left with Ctrl-C: it says that the move goes on, and how to look at it', async () => {
    await newInstance('cli-left');
    server.demo.control.setTimeScale(1);
    const env = { EVENKEEL_URL: server.url, EVENKEEL_TOKEN: server.token };
    const { child, output, ended } = startCommand(['migrate', 'cli-left', '--wait'], { env });
    await until('it copies', () => output().includes('copying'));
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    const [, look] = /Look again: evenkeel (watch \S+)/.exec(stderr) ?? [];
    expect(stderr).toContain('goes on at the server');
    server.demo.control.setTimeScale(FAST);
    expect(await run(...(look as string).split(' '))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Moved cli-left'),
    });
  });

  it('shows a bar on a terminal, which is 80 columns wide here', async () => {
    await newInstance('cli-bar');
    server.demo.control.setTimeScale(5);
    const env = {
      ...cleanEnvironment(),
      EVENKEEL_URL: server.url,
      EVENKEEL_TOKEN: server.token,
      TERM: 'xterm',
    };
    const inside = `stty cols 80 rows 24; "${process.execPath}" "${BIN}" migrate cli-bar --wait`;
    const terminal = spawn('script', ['-qefc', inside, '/dev/null'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = '';
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
    });
    const [code] = await once(terminal, 'close');
    expect(code).toBe(0);
    expect(seen).toMatch(/cli-bar █+░+ +\d+ % +0:\d\d {2}copying → north-compute-0\d/);
    expect(seen).toContain('Moved cli-bar: north-compute-01');
    // To go to the beginning of the line is to begin a new one, as far as its length goes.
    const lines = seen
      .replace(/\u001b\[\d*G/g, '\n')
      .replace(/\u001b\[[?0-9;]*[A-Za-z]/g, '')
      .split(/[\r\n]+/);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('without --wait', () => {
  it('ends with 0 once the server has taken it, and refuses the same instance a second time', async () => {
    await newInstance('cli-busy');
    server.demo.control.setTimeScale(1);
    const first = await run('migrate', 'cli-busy', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { id } = Run.parse(JSON.parse(first.stdout));
    const second = await run('migrate', 'cli-busy', '--json');
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(errorOf(second).message).toContain('cli-busy is already being');
    server.demo.control.setTimeScale(FAST);
    const watched = await run('watch', '--json');
    expect(watched.code).toBe(0);
    const last = await run('watch', id, '--json');
    expect(Run.parse(JSON.parse(last.stdout))).toMatchObject({ id, status: 'done' });
    const migrations = await run('migrations', '--instance', 'cli-busy', '--json');
    expect(JSON.parse(migrations.stdout)).toMatchObject([{ instanceName: 'cli-busy', status: 'completed' }]);
  });
});

describe('is refused with 2, and nothing is sent to the cloud', () => {
  const refused = async (...words: string[]) => {
    const before = requestsSent();
    const ended = await run('migrate', ...words, '--json');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(requestsSent()).toBe(before);
    return errorOf(ended);
  };

  it('a name that several have, with the ids', async () => {
    const ids = server.demo.control.addInstances({
      name: 'cli-twin',
      region: 'north',
      host: 'north-compute-01',
    });
    ids.push(
      ...server.demo.control.addInstances({ name: 'cli-twin', region: 'north', host: 'north-compute-02' }),
    );
    await known('cli-twin', 2);
    const error = await refused('cli-twin', '--wait');
    expect(error.code).toBe('instance-ambiguous');
    for (const id of ids) expect(error.message).toContain(id);
  });

  it('an instance that is not there, with those that have a like name', async () => {
    expect(await refused('quorum')).toMatchObject({
      code: 'instance-unknown',
      nextStep: expect.stringContaining('quorum-1'),
    });
  });

  it.each<[string, string[], string]>([
    ['a stopped instance', ['stopped-batch-01', '--provider', 'Demo north'], 'stopped-batch-01 is SHUTOFF'],
    [
      'a host that is not there',
      ['web-01', '--provider', 'Demo north', '--host', 'nowhere'],
      'no host nowhere',
    ],
    [
      'a host that is disabled',
      ['web-01', '--provider', 'Demo north', '--host', 'north-compute-06'],
      'disabled',
    ],
    ['an empty host', ['web-01', '--provider', 'Demo north', '--host', ''], '--host names no host'],
    ['an unknown provider', ['web-01', '--provider', 'West'], 'no provider "West"'],
  ])('%s', async (_what, words, message) => {
    expect((await refused(...words)).message).toContain(message);
  });

  it('the host on which the instance already is', async () => {
    const host = hostOf('quorum-1') as string;
    const error = await refused('quorum-1', '--provider', 'Demo north', '--host', host);
    expect(error).toMatchObject({
      code: 'same-host',
      message: expect.stringContaining(`already runs on ${host}`),
    });
  });
});

describe('--dry-run', () => {
  it('shows the verdicts, sends nothing, and ends as the request would', async () => {
    const before = requestsSent();
    const possible = await run('migrate', 'web-01', '--provider', 'Demo north', '--dry-run', '--json');
    expect(possible).toMatchObject({ code: 0, stderr: '' });
    expect(Preflight.strict().parse(JSON.parse(possible.stdout)).hosts.length).toBeGreaterThan(0);
    const words = ['migrate', 'stopped-batch-01', '--provider', 'Demo north', '--dry-run'];
    const impossible = await run(...words);
    expect(impossible).toMatchObject({ code: 2, stderr: expect.stringContaining('SHUTOFF') });
    expect(requestsSent()).toBe(before);
  });
});
