import { expect, test } from 'vitest';
import { QUICK as QUICK_CAMPAIGNS } from '../../packages/server/test/campaigns/world.ts';
import { QUICK } from '../../packages/server/test/maintenance/world.ts';
import { PHONE, useConsole } from './console.ts';
import { picture } from './pictures.ts';

const console = useConsole(
  { timeScale: 200, instancesPerRegion: 22 },
  {
    runner: { timing: QUICK.runner },
    maintenance: { timing: QUICK.maintenance },
    campaigns: { timing: QUICK_CAMPAIGNS },
  },
);
const FIRST = 'north-compute-04';
const SECOND = 'north-compute-05';
const control = () => console.server.demo.control;
const onHost = (name: string) =>
  control()
    .instances('north')
    .filter(({ host, deletedAt }) => host === name && deletedAt === null)
    .map(({ name: instance }) => instance)
    .sort();
const isEnabled = (name: string) =>
  control()
    .hosts('north')
    .find((host) => host.name === name)?.enabled;
/** What was sent that changes something in the cloud. */
const sent = () =>
  control()
    .requests()
    .entries.filter(({ method, action }) => method !== 'GET' && action !== null);

test('a person sees a campaign beforehand, begins it, says that the work is done, and sees it end', async () => {
  const before = [onHost(FIRST), onHost(SECOND)];
  control().clearRequests();
  const page = await console.open('/maintenance');
  await page.getByRole('link', { name: 'Campaigns' }).click();
  await page.getByRole('heading', { name: 'No campaign goes on' }).waitFor();
  await page.goto(`${console.server.url}/hosts`);
  await page.getByRole('checkbox', { name: `Select ${FIRST}` }).check();
  await page.getByRole('checkbox', { name: `Select ${SECOND}` }).check();
  await page.getByRole('button', { name: 'Campaign…' }).click();

  const form = page.getByRole('form', { name: 'New campaign' });
  await form.getByRole('textbox', { name: 'Name' }).fill('New memory');
  await form.getByRole('radio', { name: 'A person does it, and says here when it is done' }).check();
  await form.getByRole('textbox', { name: 'What is to be done' }).fill('Put it in.');
  // A window that is open now; the browser's time zone is UTC.
  await form.getByRole('button', { name: 'Add a window' }).click();
  const window = form.getByRole('group', { name: 'Window 1' });
  await window.getByLabel('Days').selectOption('Every day');
  await window.getByLabel('Opens at').fill(`${new Date().toISOString().slice(11, 13)}:00`);
  await window.getByLabel('Stays open for (hours)').fill('2');
  const course = form.getByRole('table', { name: 'How it would go' });
  await course
    .getByRole('img', { name: /^begins / })
    .first()
    .waitFor();
  expect(await course.getByRole('rowheader').allInnerTexts()).toEqual([
    expect.stringContaining(FIRST),
    expect.stringContaining(SECOND),
  ]);
  const others = form.getByRole('radiogroup', { name: /^All that are not chosen above/ });
  if (await others.isVisible()) await others.getByRole('radio', { name: 'Leave them there' }).check();
  await form.getByText(/^Nothing has been sent yet. 2 hosts, until about/).waitFor();
  expect(await form.getByRole('list', { name: 'The next openings' }).getByRole('listitem').count()).toBe(3);
  await course.scrollIntoViewIfNeeded();
  await picture(page, 'campaign-new');
  expect(sent()).toEqual([]);
  await form.getByRole('button', { name: 'Begin the campaign' }).click();

  await page.getByRole('heading', { name: 'Campaign New memory Running' }).waitFor();
  const hosts = page.getByRole('grid', { name: 'Hosts of the campaign' });
  for (const host of [FIRST, SECOND]) {
    await page.getByRole('button', { name: `Outside work done… ${host}` }).click();
    expect(isEnabled(host)).toBe(false);
    if (host === SECOND) {
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
      await picture(page, 'campaign');
      await page.getByRole('button', { name: `Outside work done… ${host}` }).click();
    }
    const dialog = page.getByRole('dialog', { name: `Is the work on ${host} done?` });
    await dialog.getByText('What was to be done: Put it in.').waitFor();
    await dialog.getByRole('button', { name: 'It is done' }).click();
    await hosts.getByRole('row').filter({ hasText: host }).getByText('Done').waitFor();
    expect(isEnabled(host)).toBe(true);
  }
  await page.getByRole('heading', { name: 'Campaign New memory Done' }).waitFor();
  expect([onHost(FIRST), onHost(SECOND)]).toEqual(before);
  await page.goto(`${console.server.url}/maintenance/campaigns?state=all`);
  await page.getByRole('row').filter({ hasText: 'New memory' }).getByText('2 done').waitFor();
});

test('on a phone: a campaign is paused, a host skipped, and the rest cancelled', async () => {
  const providers = (await (await console.server.request('/api/v1/providers')).json()) as {
    id: string;
    name: string;
  }[];
  const made = await console.server.request('/api/v1/campaigns', {
    method: 'POST',
    body: JSON.stringify({
      name: 'Later',
      providerId: providers.find(({ name }) => name === 'Demo north')?.id,
      hosts: [FIRST, SECOND],
      // Open for a minute at the turn of the year: no host begins.
      settings: { windows: [{ cron: '0 0 1 1 *', minutes: 1 }] },
      idempotencyKey: 'campaign-on-a-phone',
    }),
    headers: { 'content-type': 'application/json' },
  });
  expect(made.status).toBe(201);
  const page = await console.open('/maintenance/campaigns', PHONE);
  await page.getByRole('link', { name: 'Later' }).click();
  await page.getByText(/The next host may begin .*: no window is open\./).waitFor();
  const isWide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await isWide()).toBe(0);
  await page.getByRole('button', { name: 'Pause…' }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('heading', { name: 'Campaign Later Paused' }).waitFor();
  await page.getByRole('button', { name: `Skip… ${FIRST}` }).click();
  await page.getByRole('button', { name: 'Skip it' }).click();
  await page.getByText('2 hosts: 1 skipped, 1 waiting.').waitFor();
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByRole('button', { name: 'Cancel the campaign' }).click();
  await page.getByRole('heading', { name: 'Campaign Later Cancelled' }).waitFor();
  expect(await isWide()).toBe(0);
  expect([isEnabled(FIRST), isEnabled(SECOND)]).toEqual([true, true]);
});
