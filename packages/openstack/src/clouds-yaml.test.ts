import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadClouds } from './clouds-yaml.ts';
import { CloudError } from './errors.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-clouds-'));
});
afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(directory, name), text);
const load = (environment = {}) => loadClouds({ environment, directories: [directory] });

async function failure(environment = {}): Promise<CloudError> {
  const reason = await load(environment).then(
    () => null,
    (error: unknown) => error,
  );
  if (reason instanceof CloudError) return reason;
  throw new Error(`expected a CloudError, got ${reason}`);
}

it('reads clouds.yaml with secure.yaml laid over it', async () => {
  await write('ca.pem', 'PEM');
  await write(
    'clouds.yaml',
    `clouds:
  west:
    auth: &auth
      auth_url: https://west.example:5000/v3
      username: operator
      project_name: admin
      user_domain_id: default
      project_domain_name: Default
    region_name: north
    endpoint_type: internalURL
    cacert: ${join(directory, 'ca.pem')}
    verify: false
  merged:
    auth:
      <<: *auth
      password: 0123
  machine:
    auth_type: v3applicationcredential
    auth: { auth_url: https://east.example/identity, application_credential_id: i, application_credential_secret: s }
    regions: [{ name: east-1 }, { name: east-2 }]
`,
  );
  await write('secure.yaml', 'clouds: { west: { auth: { password: 1e5 } } }');
  const clouds = await load();
  expect([...clouds.keys()]).toEqual(['west', 'merged', 'machine']);
  expect(clouds.get('west')).toEqual({
    authUrl: 'https://west.example:5000/v3',
    region: 'north',
    interface: 'internal',
    verify: false,
    caCertificate: 'PEM',
    auth: {
      type: 'password',
      username: 'operator',
      password: '1e5',
      userDomain: 'Default',
      userDomainId: 'default',
      projectName: 'admin',
      projectId: null,
      projectDomain: 'Default',
      projectDomainId: null,
    },
  });
  expect(clouds.get('merged')?.auth).toMatchObject({ username: 'operator', password: '0123' });
  expect(clouds.get('machine')).toMatchObject({
    region: 'east-1',
    interface: 'public',
    verify: true,
    auth: { type: 'application-credential', id: 'i', secret: 's' },
  });
});

it('gives the OS_* variables as the cloud envvars, and nothing without any', async () => {
  expect(await load({ OS_CLOUD: 'x' })).toEqual(new Map());
  const clouds = await load({
    OS_AUTH_URL: 'http://k:5000',
    OS_USERNAME: 'u',
    OS_PASSWORD: 'p',
    OS_PROJECT_ID: '7',
    OS_REGION_NAME: 'r',
    OS_INTERFACE: 'admin',
    OS_INSECURE: 'true',
  });
  expect(clouds.get('envvars')).toMatchObject({
    authUrl: 'http://k:5000',
    region: 'r',
    interface: 'admin',
    verify: false,
    auth: { username: 'u', password: 'p', projectId: '7', projectName: null },
  });
});

it('takes the file that OS_CLIENT_CONFIG_FILE names, and says so when it is not there', async () => {
  await write('clouds.yaml', 'clouds: { wrong: {} }');
  const path = join(directory, 'mine.yaml');
  expect(await failure({ OS_CLIENT_CONFIG_FILE: path })).toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining(path),
  });
  await write('mine.yaml', 'clouds: {}');
  expect(await load({ OS_CLIENT_CONFIG_FILE: path })).toEqual(new Map());
});

it('names the file, the cloud and the setting that is missing', async () => {
  await write('clouds.yaml', 'clouds: { west: { auth: { auth_url: http://k, username: u } } }');
  const error = await failure();
  expect(error).toMatchObject({ kind: 'configuration' });
  expect(error.message).toBe(`The cloud "west" of ${join(directory, 'clouds.yaml')} lacks auth.password.`);
});

it('tells of a cloud that can not be used and gives the others, where that is asked for', async () => {
  await write(
    'clouds.yaml',
    `clouds:
  broken: { auth: { auth_url: http://k, username: u } }
  text: hello
  whole: { auth: { auth_url: http://k, username: u, password: p } }
`,
  );
  const told: string[] = [];
  const clouds = await loadClouds({
    environment: {},
    directories: [directory],
    onUnusable: (name, reason) => told.push(`${name}: ${reason.message}`),
  });
  const where = join(directory, 'clouds.yaml');
  expect([...clouds.keys()]).toEqual(['whole']);
  expect(told).toEqual([
    `broken: The cloud "broken" of ${where} lacks auth.password.`,
    `text: The cloud "text" of ${where} is not a group of settings.`,
  ]);
});

it('does not repeat what a broken file says', async () => {
  await write('secure.yaml', 'clouds:\n  west:\n    auth: { password: "planted-secret }\n');
  await write('clouds.yaml', 'clouds: {}');
  const error = await failure();
  expect(error).toMatchObject({ kind: 'configuration', message: expect.stringContaining('secure.yaml') });
  expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain('planted-secret');
});
