import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { QUICK } from '../../packages/server/test/maintenance/world.ts';
import { PHONE, useConsole } from './console.ts';
import { picture } from './pictures.ts';

const console = useConsole(
  { regions: ['north'], hostsPerRegion: 5, instancesPerRegion: 20, timeScale: 60 },
  { runner: { timing: QUICK.runner } },
);
const FULL = 'north-compute-02';
/** What was sent that changes something in the cloud. */
const sent = () => {
  const { entries } = console.server.demo.control.requests();
  return entries.filter(({ method, action }) => method !== 'GET' && action !== null);
};

test('a plan is made, changed, approved and carried out, and the map of the load is another', async () => {
  // The demo's own have their ways, such as writing faster than they are copied.
  const own = console.server.demo.control.instances('north').map(({ id }) => id);
  for (const id of own) console.server.demo.control.deleteInstance(id);
  const calm = console.server.demo.control.addInstances({ host: FULL, count: 10, flavor: 'm1.medium' });
  await until('Evenkeel knows them', async () => {
    const answer = await console.server.request('/api/v1/instances?pageSize=1000');
    const { items } = (await answer.json()) as { items: { id: string }[] };
    return (
      calm.every((id) => items.some((one) => one.id === id)) && items.every(({ id }) => !own.includes(id))
    );
  });
  console.server.demo.control.clearRequests();
  const page = await console.open('/balance');
  const cell = () =>
    page
      .getByRole('region', { name: 'Load now' })
      .getByRole('link', { name: new RegExp(`^${FULL} ?Memory`) });
  const full = await cell().getAttribute('title');
  expect(full).toMatch(/Memory \d+ %/);
  await page.getByRole('button', { name: 'Make a plan' }).click();
  const moves = page.getByRole('grid', { name: 'Moves' });
  await moves.waitFor();
  const first = moves.getByRole('checkbox').first();
  const left = (await first.getAttribute('aria-label'))?.replace('Move ', '') as string;
  await picture(page, 'balance-plan');

  const approve = page.getByRole('button', { name: 'Approve…' });
  await first.uncheck();
  expect(await approve.isDisabled()).toBe(true);
  const seen = page.url();
  await page.getByRole('button', { name: 'Plan again' }).click();
  await page.waitForURL((url) => url.href !== seen);
  await moves.waitFor();
  expect(await moves.getByRole('checkbox', { name: `Move ${left}`, exact: true }).count()).toBe(0);
  expect(sent()).toEqual([]);
  await approve.click();
  await page.getByRole('button', { name: 'Approve and begin' }).click();
  await page.getByRole('link', { name: 'The run' }).waitFor();
  await page.getByRole('heading', { name: /Carried out/ }).waitFor();
  await page.getByRole('heading', { name: /^The run Done/ }).waitFor();
  expect(sent().length).toBeGreaterThan(0);

  await page.getByRole('link', { name: 'Balance', exact: true }).first().click();
  await until('the map shows another load', async () => (await cell().getAttribute('title')) !== full);
});

test('on a phone: a policy is made, changed, and its versions are told', async () => {
  const page = await console.open('/balance/policies', PHONE);
  await page.getByRole('heading', { name: 'No policy' }).waitFor();
  await page.getByRole('button', { name: 'New policy…' }).click();
  await page.getByLabel('Name').fill('nightly');
  const prefer = page.getByLabel('Instances that should rather be on a host');
  await prefer.fill('web-01');
  expect(await prefer.getAttribute('aria-invalid')).toBe('true');
  await prefer.fill(`web-01=${FULL}`);
  expect(await prefer.getAttribute('aria-invalid')).toBe('false');
  await page.getByRole('radio', { name: 'Suggest' }).check();
  await page.getByText(/^It looks next on .*03:00; then .*\(UTC\)\.$/).waitFor();
  await page.getByRole('button', { name: 'Save the policy' }).click();
  await page.getByRole('link', { name: 'nightly' }).click();
  expect(await prefer.inputValue()).toBe(`web-01=${FULL}`);
  await page.getByRole('radio', { name: 'Manual' }).check();
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await page.getByRole('link', { name: 'nightly' }).click();
  const versions = page.getByRole('grid', { name: 'Versions' });
  await versions.getByText('in force').waitFor();
  expect(await versions.locator('tbody tr').count()).toBe(2);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
});
