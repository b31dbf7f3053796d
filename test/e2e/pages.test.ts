import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { PHONE, useConsole } from './console.ts';
import { picture } from './pictures.ts';
import { choosePlace, rowOf } from './steps.ts';

const console = useConsole({ timeScale: 20 });

const list = (page: Page) => page.getByRole('grid', { name: 'Instances' });

test('the accordion filters by provider and by zone; all that is chosen stands in the address', async () => {
  const page = await console.open('/instances');
  await page.getByText('Demo north').first().waitFor();
  await choosePlace(page, 'No Availability Zone');
  await rowOf(page, 'legacy-app-01').waitFor();
  expect(await list(page).getByRole('row').count()).toBe(2); // the head and the one
  await choosePlace(page, 'Demo south');
  await page.getByLabel('Power state').selectOption({ label: 'Off' });
  await page.getByRole('button', { name: 'Host', exact: true }).click();
  await page.getByText('Off', { exact: true }).last().waitFor();
  await page
    .getByRole('columnheader', { name: 'Host' })
    .and(page.locator('[aria-sort="ascending"]'))
    .waitFor();
  const address = page.url();
  for (const part of ['provider=', 'powerState=off', 'sort=host']) expect(address).toContain(part);

  const hosts = () => list(page).locator('td[data-label="Host"]').allTextContents();
  const before = await until('the list is in the order of the hosts', async () => {
    const shown = await hosts();
    const states = await list(page).locator('td[data-label="Power State"]').allTextContents();
    const isSorted = shown.join() === [...shown].sort().join();
    return shown.length > 1 && isSorted && states.every((state) => state === 'Off') && shown;
  });
  expect(new Set(before).size).toBeGreaterThan(1);
  await page.reload();
  await until('the same list is back', async () => (await hosts()).join() === before.join());
});

test('search, its empty answer, and the way back', async () => {
  const page = await console.open('/instances');
  const search = page.getByRole('textbox', { name: 'Search instances' });
  await search.fill('legacy-app');
  await rowOf(page, 'legacy-app-01', 'north').waitFor();
  await search.fill('there is no such instance');
  await page.getByRole('heading', { name: 'No instance matches' }).waitFor();
  await page.getByRole('button', { name: 'Clear search and filters' }).click();
  await list(page).waitFor();
  expect(await search.inputValue()).toBe('');
});

test('columns are chosen, remembered and in the address; the views show the same instances', async () => {
  const page = await console.open('/instances');
  await page.getByRole('columnheader', { name: 'Flavor' }).waitFor();
  await page.getByRole('button', { name: 'Manage columns' }).click();
  await page.getByRole('dialog').getByLabel('Flavor').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('columnheader', { name: 'Flavor' }).waitFor({ state: 'detached' });
  expect(page.url()).toContain('columns=');
  await page.goto(`${console.server.url}/instances`);
  await page.getByRole('columnheader', { name: 'Zone' }).waitFor();
  expect(await page.getByRole('columnheader', { name: 'Flavor' }).count()).toBe(0);

  const names = await until('a page of 20 is shown', async () => {
    const shown = await list(page).getByRole('link').allTextContents();
    return shown.length === 20 && shown;
  });
  for (const view of ['Grid', 'Tile']) {
    await page.getByRole('button', { name: `${view} view` }).click();
    const cards = page.getByRole('list', { name: 'Instances' });
    await cards.waitFor();
    await until(
      'the same are shown',
      async () => (await cards.getByRole('link').allTextContents()).join() === names.join(),
    );
  }
});

test('hosts tell their state, and lead to their instances', async () => {
  const page = await console.open('/hosts');
  const disabled = page.getByRole('row').filter({ hasText: 'north-compute-06' });
  await disabled.getByText('Disabled').waitFor();
  await page
    .getByRole('row')
    .filter({ hasText: 'south-compute-05' })
    .getByText('Down', { exact: true })
    .waitFor();
  expect(await disabled.getByRole('img', { name: /^Memory of north-compute-06/ }).count()).toBe(1);
  await picture(page, 'hosts');
  const link = page.getByRole('link', { name: /instances of north-compute-02$/ });
  const count = Number(await link.textContent());
  await link.click();
  await page.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();
  await page
    .getByRole('button', { name: new RegExp(`of ${count}$`) })
    .first()
    .waitFor();
  expect(await page.getByLabel('Host', { exact: true }).inputValue()).toBe('north-compute-02');
});

test('a provider is refused with the reason, added, and removed again', async () => {
  const page = await console.open('/providers');
  await page.getByRole('button', { name: 'Add provider' }).click();
  await page.getByRole('heading', { name: 'Add provider', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Add provider' }).click();
  await page.getByText('Give the address of Keystone.').waitFor();

  const { authUrl, username, password, projectName } = console.server.demo;
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Third cloud');
  await page.getByLabel('Auth URL').fill(authUrl);
  await page.getByLabel('Region').fill('north');
  await page.getByLabel('User name').fill(username);
  await page.locator('#password').fill('wrong');
  await page.getByRole('textbox', { name: 'Project', exact: true }).fill(projectName);
  await page.getByRole('button', { name: 'Add provider' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('The provider was not added').waitFor();
  expect((await alert.innerText()).length).toBeGreaterThan(40);
  expect(await page.getByLabel('Auth URL').inputValue()).toBe(authUrl);

  await page.locator('#password').fill(password);
  await page.getByRole('button', { name: 'Add provider' }).click();
  await page.getByText('Third cloud was added').waitFor();
  const row = page.getByRole('row').filter({ hasText: 'Third cloud' });
  await row.getByText('Good').waitFor();
  await row.getByText('120', { exact: true }).waitFor();
  await picture(page, 'providers');
  await row.getByRole('button', { name: 'Remove Third cloud' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Third cloud was removed').waitFor();
  await row.waitFor({ state: 'detached' });
});

test('a cloud that does not answer is told with its last good time, and its instances stay', async () => {
  const page = await console.open('/instances');
  await list(page).waitFor();
  console.server.demo.control.fault({ kind: 'unreachable', path: '/south/' });
  await page.getByText('Demo south does not answer').waitFor();
  await page.getByText(/last read/).waitFor();
  await choosePlace(page, 'Demo south');
  await page
    .getByRole('button', { name: /of 120$/ })
    .first()
    .waitFor();
  await picture(page, 'cloud-down');
  console.server.demo.control.clearFaults();
  await page.getByText(/last read/).waitFor({ state: 'detached' });
});

test('on a phone: the menu leads to the list, and the accordion filters it', async () => {
  const page = await console.open('/hosts', PHONE);
  await page.getByRole('button', { name: 'Main menu' }).click();
  await page.getByRole('menuitem', { name: 'Instances' }).click();
  await page.getByRole('button', { name: 'Instances by Provider' }).click();
  await choosePlace(page, 'Demo north');
  await page.getByText('Demo south').first().waitFor({ state: 'hidden' });
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await picture(page, 'instances-phone');
});

test('pictures in light and dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await console.open('/instances', { colorScheme });
    await list(page).getByRole('link').first().waitFor();
    await picture(page, `instances-${colorScheme}`);
    expect(await page.evaluate(() => document.documentElement.classList.contains('pf-v6-theme-dark'))).toBe(
      colorScheme === 'dark',
    );
    expect(await page.title()).toBe('Instances · Evenkeel');
  }
});

test('an address that is none says so', async () => {
  const page = await console.open('/nothing-here');
  await page.getByRole('heading', { name: 'There is no page at this address' }).waitFor();
});
