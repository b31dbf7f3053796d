import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Host, Instance, Migration, Provider } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../../packages/server/test/harness.ts';
import { BIN, cleanEnvironment, commandOf, errorOf, evenkeel } from './command.ts';

/** More than the API gives in one page. */
const INSTANCES = 1_050;
let server: TestServer;
let run: ReturnType<typeof commandOf>;

beforeAll(async () => {
  server = await startTestServer({
    demo: { regions: ['north'], instancesPerRegion: INSTANCES, hostsPerRegion: 24 },
  });
  run = commandOf(server);
});
afterAll(() => server?.stop());

async function json<T>(shape: z.ZodType<T>, ...words: string[]): Promise<T> {
  const ended = await run(...words, '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return shape.parse(JSON.parse(ended.stdout));
}

/** Strict: a field that the contract does not name is a surprise. */
const Instances = z.array(Instance.strict());

it('lists every instance of a long list, with the contract’s fields', async () => {
  const instances = await json(Instances, 'instances');
  const ids = server.demo.control.instances().map(({ id }) => id);
  expect(instances.map(({ id }) => id).sort()).toEqual(ids.sort());
});

it('filters and sorts instances as the API does', async () => {
  const [host] = server.demo.control.hosts().map(({ name }) => name);
  const onHost = await json(Instances, 'instances', '--host', host as string, '--provider', 'Demo north');
  expect(new Set(onHost.map((one) => one.host))).toEqual(new Set([host]));
  const off = await json(Instances, 'instances', '--power-state', 'off', '--sort', 'name', '--order', 'desc');
  expect(new Set(off.map(({ powerState }) => powerState))).toEqual(new Set(['off']));
  const names = off.map(({ name }) => name.toLowerCase());
  expect(names).toEqual([...names].sort().reverse());
  const legacy = await json(Instances, 'instances', '--zone', '', '--search', 'legacy-app');
  expect(legacy).toMatchObject([{ name: 'legacy-app-01', zone: null }]);
});

it('lists providers, hosts and migrations with the contract’s fields', async () => {
  expect(await json(z.array(Provider.strict()), 'providers')).toMatchObject([
    { name: 'Demo north', demo: true, health: 'ok', healthMessage: null, instanceCount: INSTANCES },
  ]);
  const disabled = await json(z.array(Host.strict()), 'hosts', '--status', 'disabled');
  expect(disabled).toMatchObject([{ name: 'north-compute-24', status: 'disabled' }]);
  await json(z.array(Migration.strict()), 'migrations');
});

it('shows aligned columns without colours where there is no terminal', async () => {
  const { stdout, code } = await run('hosts');
  expect(code).toBe(0);
  const [title, ...lines] = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(24);
  const column = (title as string).indexOf('STATE');
  for (const line of lines) expect(line.slice(column)).toMatch(/^(up|down) /);
  expect(stdout).not.toContain('\u001b');
});

it('says on stderr that nothing fits, and ends with 0', async () => {
  expect(await run('instances', '--search', 'no such name')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No instance fits.\n',
  });
  expect(await json(Instances, 'instances', '--search', 'no such name')).toEqual([]);
});

it('refuses an unknown provider with the names there are', async () => {
  const ended = await run('instances', '--provider', 'West', '--json');
  expect(ended.code).toBe(2);
  expect(errorOf(ended)).toMatchObject({
    code: 'provider-unknown',
    nextStep: expect.stringContaining('Demo north'),
  });
});

it('refuses a token that the server does not know', async () => {
  const ended = await run('instances', '--token', 'evk_wrong', '--json');
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(errorOf(ended).code).toBe('token-unknown');
  expect(errorOf(ended).nextStep).toContain('token create');
});

it('survives a reader that has read enough', async () => {
  const env = {
    ...cleanEnvironment(),
    EVENKEEL_URL: server.url,
    EVENKEEL_TOKEN: server.token,
  } as NodeJS.ProcessEnv;
  const script = '"$0" "$1" instances --json | head -n 1; echo "ended with ${PIPESTATUS[0]}"';
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, process.execPath, BIN], {
    env,
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('[\nended with 0\n');
});

it('makes a token for whoever may read the data directory, and finds the server there', async () => {
  const env = { EVENKEEL_DATA: server.data };
  const ended = await evenkeel(['token', 'create', '--name', 'a script'], { env });
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\S+\n$/) });
  const token = ended.stdout.trim();
  const list = await evenkeel(['providers'], { env: { ...env, EVENKEEL_TOKEN: token } });
  expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining('Demo north') });
});
