import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Provider } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/harness.ts';
import { commandOf, errorOf } from './command.ts';

const PASSWORD = 'not-the-right-secret';
let server: TestServer;
let folder: string;
let run: ReturnType<typeof commandOf>;

beforeAll(async () => {
  server = await startTestServer({ demo: { instancesPerRegion: 40 } });
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-cli-'));
  const { authUrl, username, password, projectName, applicationCredential } = server.demo;
  const auth = { auth_url: authUrl, username, project_name: projectName, user_domain_id: 'default' };
  const clouds = {
    good: { auth, region_name: 'north' },
    wrong: { auth: { ...auth, password: PASSWORD }, region_name: 'north' },
    away: { auth: { ...auth, auth_url: 'http://127.0.0.1:1/v3', password: PASSWORD } },
    machine: {
      auth_type: 'v3applicationcredential',
      auth: {
        auth_url: authUrl,
        application_credential_id: applicationCredential.id,
        application_credential_secret: applicationCredential.secret,
      },
      regions: ['south'],
    },
    incomplete: { auth: { auth_url: authUrl, username } },
    uncertified: { auth: { ...auth, password: PASSWORD }, cacert: join(folder, 'missing.pem') },
  };
  // JSON is YAML.
  await writeFile(join(folder, 'clouds.yaml'), JSON.stringify({ clouds }));
  await writeFile(join(folder, 'secure.yaml'), JSON.stringify({ clouds: { good: { auth: { password } } } }));
  run = commandOf(server, { cwd: folder, env: { HOME: folder } });
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true });
});

it('adds a cloud of clouds.yaml and secure.yaml, and removes it when told so twice', async () => {
  const added = await run('provider', 'add', 'West', '--os-cloud', 'good', '--json');
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(Provider.strict().parse(JSON.parse(added.stdout))).toMatchObject({
    name: 'West',
    region: 'north',
    demo: false,
  });
  const again = await run('provider', 'add', 'West', '--os-cloud', 'good', '--json');
  expect(again.code).toBe(2);
  expect(errorOf(again).code).toBe('name-taken');

  const unasked = await run('provider', 'remove', 'West', '--json');
  expect(unasked.code).toBe(2);
  expect(errorOf(unasked)).toMatchObject({
    code: 'not-confirmed',
    nextStep: expect.stringContaining('--yes'),
  });
  expect(await run('provider', 'remove', 'West', '--yes')).toMatchObject({ code: 0 });
  const { stdout } = await run('providers', '--search', 'West', '--json');
  expect(JSON.parse(stdout)).toEqual([]);
});

it('adds a cloud by its application credential, in the first of its regions or another', async () => {
  const first = await run('provider', 'add', 'Machine', '--os-cloud', 'machine');
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('in region south') });
  const other = await run('provider', 'add', 'Machine 2', '--os-cloud', 'machine', '--region', 'north');
  expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining('in region north') });
});

it.each<[string, number, string, string]>([
  ['wrong', 2, 'cloud-sign-in-refused', ''],
  ['away', 3, 'cloud-unreachable', ''],
  ['nowhere', 2, 'clouds-yaml', 'has no cloud "nowhere"'],
  ['incomplete', 2, 'clouds-yaml', 'lacks auth.password'],
  ['uncertified', 2, 'clouds-yaml', 'missing.pem (ENOENT)'],
])('refuses the cloud %s with %i and %s, and tells no secret', async (cloud, exitCode, code, message) => {
  const ended = await run('provider', 'add', 'Other', '--os-cloud', cloud, '--json');
  expect(ended).toMatchObject({ code: exitCode, stdout: '' });
  expect(errorOf(ended)).toMatchObject({ code, message: expect.stringContaining(message) });
  expect(ended.stderr).not.toContain(PASSWORD);
});

it('takes the file that OS_CLIENT_CONFIG_FILE names, and repeats nothing of one that is broken', async () => {
  const path = join(folder, 'mine.yaml');
  await writeFile(path, `clouds:\n  x: { auth: { password: "${PASSWORD} } }\n`);
  const runThere = commandOf(server, { cwd: folder, env: { OS_CLIENT_CONFIG_FILE: path } });
  const ended = await runThere('provider', 'add', 'X', '--os-cloud', 'x', '--json');
  expect(ended.code).toBe(2);
  expect(errorOf(ended).message).toMatch(/mine\.yaml is not valid YAML \(line \d+\)\.$/);
  expect(ended.stderr).not.toContain(PASSWORD);
});
