/** What is asked before a move, while it runs, and afterwards: preflight, watch, abort, force-complete, runs, history. */
import { Move, MoveStatistics, ProbeResult, ProviderLimits, Run, RunSummary } from '@evenkeel/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer, until } from '../../packages/server/test/harness.ts';
import { commandOf, errorOf, startCommand } from './command.ts';

const FAST = 30;
let server: TestServer;
let run: ReturnType<typeof commandOf>;

beforeAll(async () => {
  server = await startTestServer({ demo: { regions: ['north'], instancesPerRegion: 30, timeScale: FAST } });
  run = commandOf(server);
  server.demo.control.addInstances({ name: 'cli', count: 5, region: 'north', host: 'north-compute-01' });
  await until('they are known', async () => {
    const answer = await server.request('/api/v1/instances?search=cli-');
    return ((await answer.json()) as { total: number }).total === 5;
  });
});
afterAll(() => server?.stop());
beforeEach(() => server.demo.control.setTimeScale(FAST));

const state = async (name: string) => {
  const answer = await server.request(`/api/v1/moves?search=${name}&limit=1`);
  return ((await answer.json()) as { state: string }[])[0]?.state;
};
/** Begins to migrate it, and waits until it is in this state. */
async function begin(name: string, wanted: string): Promise<Run> {
  const ended = await run('migrate', name, '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  await until(`${name} is ${wanted}`, async () => (await state(name)) === wanted);
  return Run.parse(JSON.parse(ended.stdout));
}

/** Watches it in a process of its own; resolves once that shows how much is left. */
async function watch(what: string): Promise<ReturnType<typeof startCommand>> {
  const env = { EVENKEEL_URL: server.url, EVENKEEL_TOKEN: server.token };
  const watching = startCommand(['watch', what], { env });
  await until('it is watched', () => watching.output().includes('memory left'));
  return watching;
}

describe('preflight', () => {
  it('tells each host with its reasons, and ends with 0 when the instance could go', async () => {
    const ended = await run('preflight', 'web-01');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^north-compute-0\d +yes +\d+ % → \d+ % /m);
    expect(ended.stdout).toMatch(/^north-compute-06 +no .*\n +error: north-compute-06 is disabled/m);
  });

  it('ends with 1 for a host that would not take it, and for an instance that can not move', async () => {
    const host = await run('preflight', 'web-01', '--host', 'north-compute-06', '--json');
    expect(host).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(host.stdout)).toMatchObject({
      possible: false,
      verdicts: [{ host: 'north-compute-06', answer: 'no' }],
    });
    const stopped = await run('preflight', 'stopped-batch-01');
    expect(stopped).toMatchObject({ code: 1, stdout: expect.stringContaining('SHUTOFF') });
    const unknown = await run('preflight', 'web-01', '--host', 'nowhere', '--json');
    expect(unknown.code).toBe(2);
    expect(errorOf(unknown).code).toBe('host-unknown');
  });
});

describe('a move under way', () => {
  it('is aborted by its instance’s name, and watched to an end that is not well', async () => {
    await begin('busy-cache-01', 'copying');
    const unasked = await run('abort', 'busy-cache-01', '--json');
    expect(unasked).toMatchObject({ code: 2, stdout: '' });
    expect(errorOf(unasked)).toMatchObject({ code: 'not-confirmed' });
    const watching = await watch('busy-cache-01');
    const asked = await run('abort', 'busy-cache-01', '--yes');
    expect(asked).toMatchObject({ code: 0, stdout: 'Asked for busy-cache-01.\n' });
    expect(asked.stderr).toContain('stays where it runs');
    const watched = await watching.ended;
    expect(watched.code).toBe(1);
    expect(watched.stdout).toContain('Not moved busy-cache-01');
    const again = await run('abort', 'busy-cache-01', '--yes', '--json');
    expect(again.code).toBe(2);
    expect(errorOf(again).code).toBe('move-unknown');
  });

  it('is forced to its end by the beginning of its id', async () => {
    const { moves } = await begin('busy-cache-01', 'copying');
    const id = moves[0]?.id as string;
    const watching = await watch(id);
    const asked = await run('force-complete', id.slice(0, 8), '--yes', '--json');
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(Move.parse(JSON.parse(asked.stdout))).toMatchObject({ id });
    expect(await watching.ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Moved busy-cache-01'),
    });
    const late = await run('force-complete', id, '--yes', '--json');
    expect(errorOf(late).code).toBe('move-ended');
  });

  it('can not be forced before it copies: the reason is said', async () => {
    server.demo.control.setTimeScale(0.2);
    await run('migrate', 'cli-1');
    const early = await run('force-complete', 'cli-1', '--yes', '--json');
    expect(early.code).toBe(2);
    expect(errorOf(early).code).toBe('force-complete-not-possible');
    server.demo.control.setTimeScale(FAST);
    expect((await run('watch')).code).toBe(0);
  });
});

it('pauses, resumes and cancels a run, and tells where it stands', async () => {
  const limited = ['--limit-total', '1', '--order', 'largest-first', '--json'];
  // The first is still under way when all of this has been said, however slow the machine is.
  server.demo.control.setTimeScale(0.1);
  const names = ['cli-2', 'cli-3', 'cli-4'];
  const begun = Run.parse(JSON.parse((await run('migrate', ...names, ...limited)).stdout));
  expect(begun).toMatchObject({ limits: { total: 1, perZone: null }, order: 'largest-first' });
  const id = begun.id.slice(0, 8);
  const paused = await run('run', id, 'pause', '--json');
  expect(Run.parse(JSON.parse(paused.stdout)).status).toBe('paused');
  const list = await run('runs', '--status', 'paused', '--json');
  expect(z.array(RunSummary).parse(JSON.parse(list.stdout))).toMatchObject([{ id: begun.id }]);
  expect((await run('run', id, 'resume')).stdout).toContain('active');
  const cancelled = await run('run', id, 'cancel', '--yes');
  expect(cancelled.code).toBe(0);
  server.demo.control.setTimeScale(FAST);
  await run('watch', begun.id);
  const shown = await run('run', id);
  expect(shown.stdout).toMatch(/^Run \S+ \(migrate\): done$/m);
  expect(shown.stdout).toMatch(/, 0 failed, [23] cancelled$/m);
  const unknown = await run('run', 'ffffffff', '--json');
  expect(errorOf(unknown).code).toBe('run-unknown');
});

describe('afterwards', () => {
  it('exports the history, filters it, and tells figures', async () => {
    expect((await run('migrate', 'cli-5', '--wait')).code).toBe(0);
    const file = await run('migrations', '--instance', 'cli-5', '--export', 'csv');
    expect(file).toMatchObject({ code: 0, stderr: '' });
    const [title, line, end] = file.stdout.split('\r\n');
    expect(title).toMatch(/^id,run_id,/);
    expect(line).toContain('cli-5');
    expect(end).toBe('');
    const none = await run('migrations', '--instance', 'cli-5', '--outcome', 'rolled-back', '--json');
    expect(JSON.parse(none.stdout)).toEqual([]);
    const statistics = await run('statistics', '--from', '1h', '--json');
    const { byOutcome } = MoveStatistics.parse(JSON.parse(statistics.stdout));
    expect(byOutcome.find(({ outcome }) => outcome === 'succeeded')?.count).toBeGreaterThan(0);
    expect((await run('statistics')).stdout).toMatch(/^succeeded +\d+ +\d+\.\d %$/m);
  });

  it('tells what the probe saw, and sets what a provider’s moves are probed with and how many go at a time', async () => {
    const words = ['provider', 'probe', 'Demo north'];
    expect((await run(...words, 'tcp:9')).stdout).toBe('Demo north: moves are probed by TCP, port 9.\n');
    expect((await run(...words, 'none', '--json')).stdout).toContain('null');
    expect((await run(...words, 'tcp:0')).code).toBe(2);
    const limits = ['provider', 'limits', 'Demo north'];
    expect((await run(...limits, '--source-host', '2', '--link-gbps', '2.5')).stdout).toBe(
      'Demo north: at most 2 from one host at a time and 4 in all; forecast with 2.5 Gb/s a link and 5 s a move.\n',
    );
    const kept = ProviderLimits.strict().parse(JSON.parse((await run(...limits, '--json')).stdout));
    expect(kept).toEqual({ perSourceHost: 2, total: 4, linkGbps: 2.5, secondsPerMove: 5 });
    expect((await run(...limits, '--total', 'many')).code).toBe(2);
    const told = await run('probe', 'cli-5', '--json');
    expect(ProbeResult.parse(JSON.parse(told.stdout))).toMatchObject({ status: 'none' });
    const foreign = ['--probe', 'tcp:22', '--probe-address', '192.0.2.1', '--json'];
    const refused = await run('migrate', 'cli-5', ...foreign);
    expect(refused.code).toBe(2);
    expect(errorOf(refused).code).toBe('probe-address');
  });
});
