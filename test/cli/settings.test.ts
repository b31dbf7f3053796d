/** What an administrator sets by the command line: ways to sign in, webhooks, and the key of the secrets. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SecretKeys, SignInWay, Webhook } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../../packages/server/test/harness.ts';
import { startIssuer } from '../../packages/server/test/sign-in/issuer.ts';
import { BIN, cleanEnvironment, commandOf, type Ended, errorOf } from './command.ts';

let server: TestServer;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let run: ReturnType<typeof commandOf>;
beforeAll(async () => {
  [issuer, server] = await Promise.all([startIssuer(), startTestServer({ demo: { instancesPerRegion: 4 } })]);
  run = commandOf(server);
});
afterAll(async () => {
  await server?.stop();
  await issuer?.stop();
});

async function read<Shape>(path: string, shape: z.ZodType<Shape>): Promise<Shape> {
  return shape.parse(await (await server.request(`/api/v1${path}`)).json());
}
const ways = () => read('/sign-in/ways', z.array(SignInWay));

/** With something piped in. */
async function piped(input: string, ...words: string[]): Promise<Ended> {
  const env = { ...cleanEnvironment(), EVENKEEL_URL: server.url, EVENKEEL_TOKEN: server.token };
  const child = spawn(process.execPath, [BIN, ...words], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, ...written };
}

it('adds an issuer with its secret from stdin, and tells the address to register there', async () => {
  const words = ['sign-in', 'add-oidc', 'Company', '--issuer', issuer.url, '--client-id', issuer.clientId];
  const groups = ['--group', 'ops=operator', '--group', 'helpdesk=viewer; provider=Demo north; zone=a'];
  const made = await piped(`${issuer.clientSecret}\n`, ...words, ...groups, '--client-secret-file', '-');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/\/ways\/[\w-]+\/callback\n$/) });
  expect(await ways()).toMatchObject([
    {
      hasClientSecret: true,
      redirectUri: made.stdout.trim(),
      settings: {
        groups: [
          { group: 'ops', grant: { role: 'operator', providerId: null } },
          { group: 'helpdesk', grant: { role: 'viewer', providerId: expect.any(String), zone: 'a' } },
        ],
      },
    },
  ]);
  const file = join(server.data, 'client.secret');
  await writeFile(file, '\n');
  const empty = await run(...words, ...groups, '--client-secret-file', file, '--json');
  expect(errorOf(empty).code).toBe('secret-not-read');
  expect(errorOf(await run(...words, '--json')).message).toContain('at least one --group');
});

it('tries, disables and removes a way to sign in', async () => {
  const role = ['--role', 'admin=operator; provider'];
  const added = await run('sign-in', 'add-keystone', 'North', '--provider', 'Demo north', ...role);
  expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('stands on the sign-in page') });
  expect((await run('sign-in', 'test', 'North')).stdout).toContain('The Keystone behind North answers.');
  expect((await run('sign-in', 'disable', 'North')).stdout).toBe('North is disabled.\n');
  expect((await ways()).find(({ name }) => name === 'North')).toMatchObject({
    enabled: false,
    settings: { roles: [{ keystoneRole: 'admin', reach: 'provider' }] },
  });
  expect((await run('sign-in', 'list')).stdout).toMatch(/North +keystone +no +0 +never/);
  expect(errorOf(await run('sign-in', 'remove', 'North', '--json')).code).toBe('not-confirmed');
  expect((await run('sign-in', 'remove', 'North', '--yes')).code).toBe(0);
  expect((await ways()).map(({ name }) => name)).not.toContain('North');
});

it('makes, tries, changes and removes a webhook', async () => {
  const program = createServer((_request, response) => void response.writeHead(500).end());
  await once(program.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${(program.address() as AddressInfo).port}/hook`;
  try {
    expect((await run('webhook', 'create', 'rack', address)).stdout).toMatch(/^whsec_\S+\n$/);
    const refused = await run('webhook', 'test', 'rack', '--json');
    expect([refused.code, errorOf(refused).code]).toEqual([1, 'webhook-not-accepted']);
    await run('webhook', 'change', 'rack', `${address}/new`);
    expect(await read('/webhooks', z.array(Webhook))).toMatchObject([
      { name: 'rack', url: `${address}/new` },
    ]);
    expect((await run('webhook', 'list')).stdout).toMatch(/rack +http\S+\/new +never/);
    expect((await run('webhook', 'remove', 'rack', '--yes')).code).toBe(0);
    expect(await read('/webhooks', z.array(Webhook))).toEqual([]);
  } finally {
    program.closeAllConnections();
    program.close();
  }
});

it('shows and changes the key of the secrets, for who may read the data directory', async () => {
  const [before] = (await read('/secrets', SecretKeys)).keys;
  expect(before).toMatchObject({ state: 'current' });
  const rotated = await run('secrets', 'rotate', '--data', server.data, '--json');
  expect(JSON.parse(rotated.stdout)).toEqual({ resealed: before?.secrets, unreadable: 0 });
  expect((await read('/secrets', SecretKeys)).keys).toMatchObject([
    { state: 'current', secrets: before?.secrets },
    { id: before?.id, state: 'earlier', secrets: 0 },
  ]);
  const shown = (await run('secrets', 'show', '--data', server.data)).stdout;
  expect(shown).toMatch(new RegExp(`${before?.id} +0 +only opens`));
});
