import { ApiToken, CreatedToken } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../../packages/server/test/harness.ts';
import { commandOf, errorOf, evenkeel } from './command.ts';

let server: TestServer;
let run: ReturnType<typeof commandOf>;
beforeAll(async () => {
  server = await startTestServer({ demo: { instancesPerRegion: 4 } });
  run = commandOf(server);
});
afterAll(() => server?.stop());

it('makes a token with bounds and an end, which then holds it to them', async () => {
  const bounds = ['--role', 'viewer', '--provider', 'Demo north', '--expires', '12h', '--name', 'watcher'];
  const ended = await run('token', 'create', '--data', server.data, ...bounds, '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const made = CreatedToken.parse(JSON.parse(ended.stdout));
  const lasts = Date.parse(made.expiresAt as string) - Date.parse(made.createdAt);
  expect(lasts).toBe(12 * 3_600_000);

  const env = { EVENKEEL_URL: server.url, EVENKEEL_TOKEN: made.token };
  const providers = await evenkeel(['providers', '--json'], { env });
  expect(JSON.parse(providers.stdout)).toMatchObject([{ name: 'Demo north' }]);
  const refused = await evenkeel(['provider', 'remove', 'Demo north', '--yes', '--json'], { env });
  expect(refused.code).not.toBe(0);
  expect(errorOf(refused).code).toBe('not-permitted');
});

it('lists tokens with what they may and revokes one by its name', async () => {
  const made = await run('token', 'create', '--data', server.data, '--name', 'leaving', '--expires', 'never');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const listed = async () =>
    z.array(ApiToken).parse(JSON.parse((await run('token', 'list', '--json')).stdout));
  expect((await listed()).find(({ name }) => name === 'leaving')).toMatchObject({ expiresAt: null });
  expect((await run('token', 'list')).stdout).toMatch(/leaving +any +any .*never/);
  expect(errorOf(await run('token', 'revoke', 'leaving', '--json')).code).toBe('not-confirmed');
  expect((await run('token', 'revoke', 'leaving', '--yes')).code).toBe(0);
  expect((await listed()).map(({ name }) => name)).not.toContain('leaving');
  expect(errorOf(await run('token', 'revoke', 'leaving', '--yes', '--json')).code).toBe('not-found');
});

it('says what is wrong with bounds that can not be', async () => {
  const nowhere = await run('token', 'create', '--data', server.data, '--provider', 'Nowhere', '--json');
  expect(errorOf(nowhere).code).toBe('not-found');
  expect(await run('token', 'create', '--data', server.data, '--expires', 'soon')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('12h or 30d, or never'),
  });
});
