import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';

const EVENKEEL = fileURLToPath(new URL('../../packages/cli/bin/evenkeel.js', import.meta.url));
let folder: string;
let running: ReturnType<typeof spawn> | null = null;

afterEach(async () => {
  running?.kill('SIGKILL');
  running = null;
  await rm(folder, { recursive: true, force: true });
});

/** Starts the command in a folder of its own; gives the first line it prints. */
async function start(...parameters: string[]): Promise<{ line: string; ended: Promise<number | null> }> {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-demo-cloud-'));
  const child = spawn(process.execPath, [EVENKEEL, 'demo-cloud', ...parameters], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const errors = createInterface({ input: child.stderr });
  const line = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    errors.once('line', resolve);
  });
  return { line, ended };
}

test('runs a cloud of the wanted size and version, writes its clouds.yaml, and ends with Ctrl-C', async () => {
  const { line, ended } = await start(
    ...['--hosts', '3', '--instances', '7', '--max-microversion', '2.60', '--regions', 'west', '--seed', '5'],
  );
  expect(line).toContain('demo-clouds.yaml names it demo-west');
  const file = join(folder, 'demo-clouds.yaml');
  expect((await stat(file)).mode & 0o077).toBe(0);
  const { auth, region_name: region } = parse(await readFile(file, 'utf8')).clouds['demo-west'];
  expect(region).toBe('west');
  const { token, catalog } = await signIn(auth);
  const compute = catalog.find(({ type }) => type === 'compute')?.endpoints[0]?.url;
  const headers = { 'x-auth-token': token, 'openstack-api-version': 'compute 2.53' };
  const { hypervisors } = await (await fetch(`${compute}/os-hypervisors`, { headers })).json();
  expect(hypervisors).toHaveLength(3);
  const { version } = await (await fetch(`${compute}/`, { headers })).json();
  expect(version.version).toBe('2.60');
  running?.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('refuses what it can not mean, in a sentence', async () => {
  const { line, ended } = await start('--hosts', 'many');
  expect(line).toBe('--hosts wants a whole number from 1 on, not many.');
  expect(await ended).toBe(2);
});

interface Catalog {
  type: string;
  endpoints: { url: string }[];
}

async function signIn(auth: Record<string, string>): Promise<{ token: string; catalog: Catalog[] }> {
  const user = { name: auth.username, password: auth.password, domain: { name: 'Default' } };
  const response = await fetch(`${auth.auth_url}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user } },
        scope: { project: { name: auth.project_name, domain: { name: 'Default' } } },
      },
    }),
  });
  const { token } = await response.json();
  return { token: response.headers.get('x-subject-token') ?? '', catalog: token.catalog };
}
