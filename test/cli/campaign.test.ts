import { CampaignDetail, CampaignPreview } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer, until } from '../../packages/server/test/harness.ts';
import { commandOf, errorOf } from './command.ts';

const HOSTS = ['north-compute-04', 'north-compute-05'];
const NORTH = ['--provider', 'Demo north'];
let server: TestServer;
let run: ReturnType<typeof commandOf>;

beforeAll(async () => {
  server = await startTestServer({
    demo: { timeScale: 60, instancesPerRegion: 17 },
    maintenance: { timing: { pollMs: 100, waitMs: 200, heldMs: 300, upForMs: 300 } },
    campaigns: { timing: { leaseMs: 1500, pollMs: 100, waitMs: 200, minuteMs: 120_000 } },
  });
  run = commandOf(server);
});
afterAll(() => server?.stop());

const isEnabled = (name: string) =>
  server.demo.control.hosts('north').find((host) => host.name === name)?.enabled;

it('shows how a campaign would go and does nothing; what is said wrong is refused in words', async () => {
  const settings = ['--outside', 'person:boot', '--outside-minutes', '20', '--window', '0 0 * * *; 60; UTC'];
  const shown = await run('campaign', 'preview', '--hosts', ...HOSTS, ...settings, '--json');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  const preview = CampaignPreview.parse(JSON.parse(shown.stdout));
  expect(preview.hosts.map(({ host }) => host)).toEqual(HOSTS);
  expect(preview.open.length).toBeGreaterThanOrEqual(3);
  const lines = await run('campaign', 'create', 'Kernel', '--zone', 'north-b', ...NORTH, '--dry-run');
  expect(lines.stdout).toMatch(/north-compute-04 +north-b/);
  expect(lines.stderr).toContain('Nothing was done.');
  const unasked = await run('campaign', 'create', 'Kernel', '--hosts', ...HOSTS, '--json');
  expect(errorOf(unasked).code).toBe('not-confirmed');
  expect((await run('campaign', 'preview', ...NORTH)).code).toBe(2);
  const wrong = await run('campaign', 'preview', '--hosts', ...HOSTS, '--window', 'at night', '--json');
  expect(errorOf(wrong).message).toContain('CRON; MINUTES; TIME ZONE');
  expect(JSON.parse((await run('campaign', 'list', '--all', '--json')).stdout)).toEqual([]);
}, 120_000);

it('takes two hosts through to the end, with a person who says that the work is done', async () => {
  const words = ['--hosts', ...HOSTS, '--at-once', '2', '--others', 'leave', '--outside', 'person:boot'];
  expect(await run('campaign', 'create', 'Kernel', ...words, '--yes')).toMatchObject({ code: 0 });
  const { stdout } = await run('campaign', 'show', 'Kernel', '--json');
  const { id } = CampaignDetail.parse(JSON.parse(stdout));
  await until('both are empty', async () => {
    const answer = await server.request(`/api/v1/campaigns/${id}`);
    return CampaignDetail.parse(await answer.json()).hosts.every(({ state }) => state === 'outside');
  });
  expect(HOSTS.map(isEnabled)).toEqual([false, false]);
  const chosen = await run('campaign', 'choose', 'Kernel', '--others', 'skip', '--json');
  expect(CampaignDetail.parse(JSON.parse(chosen.stdout)).settings.choices.others).toBe('skip');
  const done = await run('campaign', 'done', 'Kernel', HOSTS[0] as string, '--message', 'booted');
  expect(done).toMatchObject({ code: 0 });
  expect(await run('campaign', 'skip', 'Kernel', HOSTS[1] as string, '--under-way', 'cancel')).toMatchObject({
    code: 0,
  });
  const ended = await run('campaign', 'show', 'Kernel', '--wait');
  // One was skipped: not every host is done.
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain('1 done, 0 under way, 0 waiting, 0 failed, 1 skipped');
  expect((await run('campaign', 'list')).stderr).toContain('No campaign goes on.');
  await until('both can be used again', async () => HOSTS.every(isEnabled));
}, 120_000);
