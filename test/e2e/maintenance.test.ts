import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { QUICK } from '../../packages/server/test/maintenance/world.ts';
import { PHONE, useConsole } from './console.ts';
import { picture } from './pictures.ts';

const console = useConsole(
  { timeScale: 60, instancesPerRegion: 40 },
  { runner: { timing: QUICK.runner }, maintenance: { timing: QUICK.maintenance } },
);
/** Two instances of its own can not leave it: their group wants them on one host. */
const HOST = 'north-compute-02';
const living = () =>
  console.server.demo.control.instances('north').filter(({ deletedAt }) => deletedAt === null);
const onHost = () =>
  living()
    .filter(({ host }) => host === HOST)
    .map(({ name }) => name)
    .sort();
const isEnabled = () => console.server.demo.control.hosts('north').find(({ name }) => name === HOST)?.enabled;
/** What was sent that changes something in the cloud. */
const sent = () => {
  const { entries } = console.server.demo.control.requests();
  return entries.filter(({ method, action }) => method !== 'GET' && action !== null);
};

test('a host is emptied by a person who chose, held, and brought back into use with its instances', async () => {
  // It never converges: only time would pass.
  const busy = living().find(({ name }) => name === 'busy-cache-01');
  console.server.demo.control.deleteInstance(busy?.id ?? '');
  await until('Evenkeel knows that it is gone', async () => {
    const { items } = (await (await console.server.request('/api/v1/instances?pageSize=1000')).json()) as {
      items: { id: string }[];
    };
    return items.every(({ id }) => id !== busy?.id);
  });
  const before = onHost();
  console.server.demo.control.clearRequests();
  const page = await console.open('/maintenance');
  await page.getByRole('heading', { name: 'No host is in maintenance' }).waitFor();
  await page.getByRole('link', { name: 'Hosts' }).last().click();
  await page.getByRole('link', { name: `Put into maintenance… ${HOST}` }).click();

  const begin = page.getByRole('button', { name: 'Empty this host' });
  await page.getByRole('grid', { name: 'Where each would go' }).waitFor();
  expect(await begin.isDisabled()).toBe(true);
  const stay = page.getByRole('radiogroup', { name: /^render-head/ });
  await stay.getByRole('radio', { name: 'Leave it there' }).check();
  const others = page.getByRole('radiogroup', { name: /^All that are not chosen above/ });
  await others.getByRole('radio', { name: 'Leave them there' }).check();
  await page.getByLabel('Reason').fill('new memory');
  await page.getByText('Nothing has been sent yet.').waitFor();
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await picture(page, 'maintenance-new');
  expect(sent()).toEqual([]);
  expect(isEnabled()).toBe(true);
  await begin.click();

  await page.getByRole('heading', { name: `Maintenance of ${HOST} Held` }).waitFor();
  expect(onHost()).toEqual(['render-head', 'render-node']);
  expect(isEnabled()).toBe(false);
  await page.reload();
  const left = page.getByRole('grid', { name: 'Still on the host' });
  await left.waitFor();
  expect(await left.locator('tbody a').allInnerTexts()).toEqual(['render-head', 'render-node']);
  await picture(page, 'maintenance');

  await page.getByRole('button', { name: 'Return…' }).click();
  const dialog = page.getByRole('dialog', { name: `Return ${HOST}?` });
  await dialog.getByRole('radio', { name: /^Bring \d+ instances home/ }).check();
  await dialog.getByRole('button', { name: 'Return it and bring them home' }).click();
  await page.getByRole('heading', { name: `Maintenance of ${HOST} Returned` }).waitFor();
  expect(isEnabled()).toBe(true);
  expect(onHost()).toEqual(before);
});

test('on a phone: a host in maintenance stands in the list of hosts, and a cancel gives it back', async () => {
  const page = await console.open('/hosts', PHONE);
  await page.getByRole('link', { name: 'Put into maintenance… north-compute-03' }).click();
  await page
    .getByRole('radio', { name: 'Skip them' })
    .or(page.getByText('Nothing has been sent yet.'))
    .waitFor();
  const skip = page.getByRole('radio', { name: 'Skip them' });
  if (await skip.isVisible()) await skip.check();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await page.getByRole('button', { name: 'Empty this host' }).click();
  await page.getByRole('heading', { name: /^Maintenance of north-compute-03/ }).waitFor();
  await page.goto(`${console.server.url}/hosts`);
  await page.getByRole('link', { name: /^In maintenance: north-compute-03/ }).click();
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByRole('button', { name: 'Cancel the maintenance' }).click();
  await page.getByRole('heading', { name: 'Maintenance of north-compute-03 Cancelled' }).waitFor();
  await until('it can be used again', async () =>
    console.server.demo.control
      .hosts('north')
      .some(({ name, enabled }) => name === 'north-compute-03' && enabled),
  );
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
});
