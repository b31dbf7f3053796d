import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { useConsole } from './console.ts';
import { picture } from './pictures.ts';
import { choosePlace, hostInNova, openForm, rowOf, select, submit } from './steps.ts';

// Steps 1 to 5 of the seed. Slow copies let one see *Migrating*; then simulated time is let run.
const SLOW = 0.5;
const FAST = 40;
const console = useConsole({ timeScale: SLOW });
const demo = () => console.server.demo;

async function openList(search: string): Promise<Page> {
  demo().control.setTimeScale(SLOW);
  const page = await console.open('/');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Instances' }).click();
  await choosePlace(page, 'Demo north');
  await page.getByRole('textbox', { name: 'Search instances' }).fill(search);
  await until('only the north is listed', async () => {
    const text = await page.getByRole('grid', { name: 'Instances' }).innerText();
    return text.includes(search) && !text.includes('Demo south');
  });
  return page;
}

test('with the defaults: it is shown migrating, then On on its new host, without a reload', async () => {
  const page = await openList('web-02');
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const before = hostInNova(demo(), 'north', 'web-02');
  await select(page, 'web-02');
  await openForm(page);
  expect(await page.getByLabel('Auto-select Host?').isChecked()).toBe(true);
  expect(await page.getByLabel('Destination Host').count()).toBe(0);
  await page.getByRole('grid', { name: 'Hosts the cloud can choose from' }).waitFor();
  await picture(page, 'migrate-form');
  await submit(page);

  const row = rowOf(page, 'web-02');
  await page.getByText('The selected instance web-02 is being migrated.').waitFor();
  await row.getByText(/Migrating \d+ %/).waitFor();
  expect(await row.getByRole('progressbar').getAttribute('aria-valuenow')).toMatch(/^\d+$/);
  await picture(page, 'migrating');
  demo().control.setTimeScale(FAST);

  await row.getByText('On', { exact: true }).waitFor();
  const after = hostInNova(demo(), 'north', 'web-02');
  expect(after).not.toBe(before);
  await row.getByText(after as string, { exact: true }).waitFor();
  await page.getByText(`Migration of web-02 to ${after} succeeded`).waitFor();
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true);
});

test('to a named host: only hosts that can take it are offered, the others stand with their reason', async () => {
  const page = await openList('web-03');
  await select(page, 'web-03');
  await openForm(page);
  await page.getByLabel('Auto-select Host?').uncheck();
  const table = page.getByRole('grid', { name: 'Hosts' });
  const disabled = table.getByRole('row').filter({ hasText: 'north-compute-06' });
  await disabled.getByText('No', { exact: true }).waitFor();
  expect(await disabled.innerText()).toMatch(/disabled/i);

  const choice = page.getByLabel('Destination Host');
  const offered = await choice.locator('option:not([disabled])').allTextContents();
  const able = await table
    .getByRole('row')
    .filter({ hasText: /Yes/ })
    .locator('td[data-label="Host"] > div:first-child')
    .allTextContents();
  expect(able.length).toBeGreaterThan(1);
  expect(offered.filter((text) => text.startsWith('north-')).map((text) => text.split(' ')[0])).toEqual(able);
  expect(able).not.toContain(hostInNova(demo(), 'north', 'web-03'));

  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByText('Choose a destination host, or tick Auto-select Host.').waitFor();

  // A host is chosen in the table or in the field: each follows the other.
  await table.getByRole('radio', { name: `Choose ${able[0]}` }).check();
  expect(await choice.inputValue()).toBe(able[0]);
  const wanted = able.at(-1) as string;
  await choice.selectOption(wanted);
  expect(await table.getByRole('radio', { name: `Choose ${wanted}` }).isChecked()).toBe(true);
  await page.getByRole('button', { name: /^Could take it/ }).click();
  await disabled.waitFor({ state: 'detached' });
  await picture(page, 'migrate-form-host');
  await submit(page);
  demo().control.setTimeScale(FAST);
  await page.getByText(`Migration of web-03 to ${wanted} succeeded`).waitFor();
  await rowOf(page, 'web-03').getByText(wanted, { exact: true }).waitFor();
  expect(hostInNova(demo(), 'north', 'web-03')).toBe(wanted);
});

test('several at once, ticked on several pages', async () => {
  const page = await openList('cache-');
  await page.getByRole('textbox', { name: 'Search instances' }).fill('');
  const paging = page.getByRole('navigation', { name: 'Paging', exact: true });
  const ticked: string[] = [];
  for (const number of ['2', '3', '4']) {
    await page.getByRole('button', { name: 'Go to next page' }).last().click();
    await until(
      'the page is shown',
      async () => (await paging.getByRole('spinbutton').inputValue()) === number,
    );
    const box = page.getByRole('row').filter({ hasText: 'On' }).getByRole('checkbox').nth(1);
    await until('the list is that of the page', async () => {
      const name = await box.getAttribute('aria-label');
      return name !== null && !ticked.includes(name);
    });
    await box.check();
    ticked.push((await box.getAttribute('aria-label')) as string);
  }
  const names = ticked.map((label) => label.replace('Select ', ''));
  await page.getByText('3 selected').waitFor();
  const before = names.map((name) => hostInNova(demo(), 'north', name));
  await openForm(page);
  await page.getByRole('heading', { name: 'Migrate 3 Instances' }).waitFor();
  const chosen = page.getByRole('grid', { name: 'The 3 selected instances' });
  for (const [index, name] of names.entries()) {
    const row = chosen.getByRole('row').filter({ hasText: name });
    await row.getByText(before[index] as string, { exact: true }).waitFor();
  }
  // The form is about them whatever happens to the page.
  await page.reload();
  for (const name of names) await chosen.getByRole('gridcell', { name, exact: true }).waitFor();
  demo().control.setTimeScale(FAST);
  await submit(page);
  await page.getByText('The 3 selected instances are being migrated.').waitFor();
  await Promise.all(
    names.map((name) => page.getByText(new RegExp(`Migration of ${name} to .+ succeeded`)).waitFor()),
  );
  names.forEach((name, index) => {
    expect(hostInNova(demo(), 'north', name)).not.toBe(before[index]);
  });
});

test('a double press is one run, and one request to the cloud', async () => {
  const page = await openList('web-04');
  await select(page, 'web-04');
  await openForm(page);
  await page.getByRole('button', { name: 'Submit' }).dblclick();
  demo().control.setTimeScale(FAST);
  await page.getByText(/Migration of web-04 to \S+ succeeded/).waitFor();
  const moves = (await (await console.server.request('/api/v1/moves?state=ended&limit=100')).json()) as {
    instanceName: string;
  }[];
  expect(moves.filter(({ instanceName }) => instanceName === 'web-04')).toHaveLength(1);
  const { id } = demo()
    .control.instances('north')
    .find(({ name }) => name === 'web-04') as { id: string };
  expect(
    demo()
      .control.migrations('north')
      .filter(({ instanceId }) => instanceId === id),
  ).toHaveLength(1);
});

test('a closed browser changes nothing', async () => {
  const page = await openList('web-05');
  const before = hostInNova(demo(), 'north', 'web-05');
  await select(page, 'web-05');
  await openForm(page);
  await submit(page);
  await rowOf(page, 'web-05')
    .getByText(/Migrating/)
    .waitFor();
  await page.context().close();

  const again = await openList('web-05');
  await rowOf(again, 'web-05')
    .getByText(/Migrating/)
    .waitFor();
  demo().control.setTimeScale(FAST);
  await rowOf(again, 'web-05').getByText('On', { exact: true }).waitFor();
  const after = hostInNova(demo(), 'north', 'web-05') as string;
  expect(after).not.toBe(before);
  await rowOf(again, 'web-05').getByText(after, { exact: true }).waitFor();
});

test('by keyboard alone', async () => {
  const page = await openList('web-06');
  const box = page.getByRole('checkbox', { name: 'Select web-06' });
  await box.focus();
  await page.keyboard.press('Space');
  await page.getByText('1 selected').waitFor();
  // Backwards through the list's head and the tools to Lifecycle.
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate(() => document.activeElement?.textContent === 'Lifecycle')) break;
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');
  await until('the menu has the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('role') === 'menuitem'),
  );
  await page.keyboard.press('Enter');
  await page.getByRole('form', { name: 'Migrate Instance' }).waitFor();
  await until('the form has the focus', () =>
    page.evaluate(() => document.activeElement?.id === 'auto-select-host'),
  );
  await page.keyboard.press('Enter');
  await page.getByText('The selected instance web-06 is being migrated.').waitFor();
  demo().control.setTimeScale(FAST);
  await page.getByText(/Migration of web-06 to \S+ succeeded/).waitFor();
});

test('Cancel sends nothing and keeps what was ticked', async () => {
  const page = await openList('web-07');
  await select(page, 'web-07');
  const before = demo().control.migrations('north').length;
  await openForm(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('1 selected').waitFor();
  expect(await page.getByRole('textbox', { name: 'Search instances' }).inputValue()).toBe('web-07');
  expect(demo().control.migrations('north')).toHaveLength(before);
});

test('the page of an instance follows its migration step by step', async () => {
  const page = await openList('web-08');
  await select(page, 'web-08');
  await openForm(page);
  await submit(page);
  await rowOf(page, 'web-08').getByRole('link', { name: 'web-08' }).click();
  await page.getByRole('heading', { name: 'Migration under way' }).waitFor();
  await page.getByRole('listitem', { name: 'Preparing: done' }).waitFor();
  await page.getByText(/^\d+ % of the bytes$/).waitFor();
  await page.getByText('Memory left').waitFor();
  await picture(page, 'instance');
  demo().control.setTimeScale(FAST);
  await page.getByRole('heading', { name: 'Last migration' }).waitFor();
  const after = hostInNova(demo(), 'north', 'web-08') as string;
  const history = page.getByRole('grid', { name: 'Migrations' });
  await history.getByRole('row').filter({ hasText: after }).getByText('Succeeded').waitFor();
  await page.getByRole('link', { name: after }).waitFor();

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Migrations' }).click();
  await rowOf(page, 'web-08').getByText('Succeeded').waitFor();
  await picture(page, 'migrations');
});

test('two people with the same form: the second is told, not obeyed', async () => {
  const first = await openList('web-09');
  await select(first, 'web-09');
  await openForm(first);
  const second = await console.open(new URL(first.url()).pathname + new URL(first.url()).hash);
  const press = second.getByRole('button', { name: 'Submit' });
  await until('the second form is ready', () => press.isEnabled());
  await submit(first);
  await second.getByText('web-09 can not be migrated now').waitFor();
  expect(await press.isDisabled()).toBe(true);
  demo().control.setTimeScale(FAST);
  await first.getByText(/Migration of web-09 to \S+ succeeded/).waitFor();
  // What hindered is over, and the form that was left open knows it.
  await until('the second may submit again', () => press.isEnabled());
});
