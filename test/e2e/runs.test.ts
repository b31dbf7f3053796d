import type { Run } from '@evenkeel/contract';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { PHONE, useConsole } from './console.ts';
import { picture } from './pictures.ts';
import { openForm, select, submit } from './steps.ts';

const SLOW = 0.5;
const FAST = 40;
/** Of a guest whose copy comes to no end: the run stands as it is, however long the machine takes for a page. */
const BUSY = 100 * 1024 ** 3;
const console = useConsole({ timeScale: FAST });
const control = () => console.server.demo.control;

/** Adds instances of these names, one host of the north after the other, and waits until they are seen; gives their ids. */
async function addInstances(
  names: readonly string[],
  hosts: readonly string[],
  metadata: Record<string, string> = {},
): Promise<string[]> {
  const ids = names.flatMap((name, index) =>
    control().addInstances({ region: 'north', host: hosts[index % hosts.length], name, metadata }),
  );
  await until('they are seen', async () => {
    const { items } = await json<{ items: { id: string }[] }>('/api/v1/instances?pageSize=1000');
    return ids.every((id) => items.some((item) => item.id === id));
  });
  return ids;
}

async function json<Answer>(path: string): Promise<Answer> {
  return (await (await console.server.request(path)).json()) as Answer;
}

async function startRun(ids: readonly string[]): Promise<Run> {
  const providers = await json<{ id: string; name: string }[]>('/api/v1/providers');
  const providerId = providers.find(({ name }) => name === 'Demo north')?.id;
  const response = await console.server.request('/api/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instances: ids.map((id) => ({ providerId, id })),
      options: {},
      idempotencyKey: `e2e ${ids.join()}`,
    }),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Run;
}

const waiting = (page: Page) =>
  page.getByRole('grid', { name: 'Waiting, in this order' }).locator('tbody a').allInnerTexts();

test('a run is paused, put in order by keyboard, resumed, and the rest of it cancelled', async () => {
  const names = ['order-1', 'order-2', 'order-3', 'order-4', 'order-5'];
  const ids = await addInstances(names, ['north-compute-01']);
  // From one host they go one at a time.
  for (const id of ids) control().setInstance(id, { dirtyBytesPerSecond: BUSY });
  control().setTimeScale(5);
  const run = await startRun(ids);
  const page = await console.open(`/runs/${run.id}`);
  await page.getByRole('heading', { name: 'Run of 5 instances' }).waitFor();
  const lane = page.getByRole('listitem', { name: 'north-compute-01' });
  await lane.getByRole('img', { name: 'north-compute-01: 1 under way, 4 waiting' }).waitFor();
  await lane.getByRole('progressbar', { name: 'Migration of order-1' }).waitFor();
  await picture(page, 'run');

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused: what is under way goes on, and nothing new begins.').waitFor();
  expect(await waiting(page)).toEqual(['order-2', 'order-3', 'order-4', 'order-5']);
  await page.getByRole('button', { name: 'order-5 one earlier' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('order-5 is now 3 of 4.').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('order-5 is now 2 of 4.').waitFor();
  await page.getByRole('button', { name: 'order-2 to the end' }).click();
  const wanted = 'order-5,order-3,order-4,order-2';
  await until('the server has the order', async () => {
    const { moves } = await json<Run>(`/api/v1/runs/${run.id}`);
    return moves.map(({ instanceName }) => instanceName).join() === `order-1,${wanted}`;
  });
  await page.reload();
  await until('the page has it too', async () => (await waiting(page)).join() === wanted);

  await console.server.request(`/api/v1/moves/${run.moves[0]?.id}/abort`, { method: 'POST' });
  await lane.getByRole('img', { name: 'north-compute-01: 1 cancelled, 4 waiting' }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await lane.getByRole('progressbar', { name: 'Migration of order-5' }).waitFor();
  await page.getByRole('button', { name: 'Cancel the rest…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 instances not begun yet stay where they are').waitFor();
  await dialog.getByLabel('Also ask Nova to abort the 1 under way').check();
  await dialog.getByRole('button', { name: 'Cancel 3 and abort 1' }).click();
  await lane.getByRole('img', { name: 'north-compute-01: 5 cancelled' }).waitFor();
  await page.getByText('Done', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Cancel the rest…' }).count()).toBe(0);
});

test('what failed stands once by its cause, and is tried again', async () => {
  const ids = await addInstances(
    ['frail-1', 'frail-2', 'frail-3'],
    ['north-compute-02', 'north-compute-03', 'north-compute-04'],
    { demo: 'copy-fails' },
  );
  control().setTimeScale(FAST);
  const run = await startRun(ids);
  const page = await console.open(`/runs/${run.id}`);
  const failed = page.getByRole('region', { name: 'Failed' });
  await failed.getByRole('heading', { name: /3 instances: Rolled back/ }).waitFor();
  for (const name of ['frail-1', 'frail-2', 'frail-3']) await failed.getByRole('link', { name }).waitFor();
  await picture(page, 'run-failed');

  for (const id of ids) control().setInstance(id, { metadata: {} });
  await page.getByRole('button', { name: 'Retry the failed…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('frail-3').uncheck();
  await dialog.getByRole('button', { name: 'Retry 2 instances' }).click();
  await page.getByRole('heading', { name: 'Run of 2 instances' }).waitFor();
  await page.getByRole('img', { name: 'The run: 2 succeeded' }).waitFor();
  expect(page.url()).not.toContain(run.id);
});

test('several in the form: limits and order go along, and the message leads to their run', async () => {
  await addInstances(['several-1', 'several-2'], ['north-compute-02']);
  control().setTimeScale(SLOW);
  const page = await console.open('/instances?search=several-');
  await select(page, 'several-1');
  await select(page, 'several-2');
  await openForm(page);
  await page.getByRole('button', { name: /^Limits: the provider's own/ }).click();
  await page.getByLabel('In all, at once').fill('1');
  await page.getByLabel('Order', { exact: true }).selectOption({ label: 'Largest first' });
  await submit(page);
  await page.getByRole('link', { name: 'Look at the run' }).click();
  await page.getByRole('heading', { name: 'Run of 2 instances' }).waitFor();
  await page.getByText('at once 1 in all').waitFor();
  await page.getByText('Largest first').waitFor();
  control().setTimeScale(FAST);
  await page.getByRole('img', { name: 'The run: 2 succeeded' }).waitFor();
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Runs' }).click();
  const row = page.getByRole('row').filter({ hasText: '2 instances' }).first();
  await row.getByText('Done', { exact: true }).waitFor();
  await picture(page, 'runs');
});

test('a run on a phone is no wider than the screen', async () => {
  const [run] = await json<Run[]>('/api/v1/runs');
  const page = await console.open(`/runs/${run?.id}`, PHONE);
  await page.getByRole('heading', { name: 'Moves' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
});
