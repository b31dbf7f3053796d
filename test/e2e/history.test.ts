import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { addMigrations, addMoves } from '../../packages/server/test/http/rows.ts';
import { useConsole } from './console.ts';
import { picture } from './pictures.ts';

// A history of 110 moves and one migration that somebody else started.
const console = useConsole({ timeScale: 20 });
const DAY = 86_400_000;
const NOW = Date.now();
const REFUSAL = 'Migration pre-check error: Unable to migrate: disk of instance is too large';
let north: string;

beforeAll(async () => {
  const { db } = console.server;
  north = (
    await db.selectFrom('providers').select('id').where('name', '=', 'Demo north').executeTakeFirstOrThrow()
  ).id;
  await addMoves(
    db,
    north,
    Array.from({ length: 110 }, (_, index) => {
      const asked = NOW - (index + 1) * DAY;
      const isBad = index % 10 === 3;
      return {
        instance_id: `old-${String(index).padStart(3, '0')}`,
        state: 'ended',
        outcome: isBad ? 'not-placed' : 'succeeded',
        reason: isBad ? 'The disk of the instance is too large for the host.' : null,
        cloud_message: isBad ? REFUSAL : null,
        source_host: `north-compute-0${1 + (index % 2)}`,
        destination_host: isBad ? null : 'north-compute-03',
        created_at: new Date(asked).toISOString(),
        submitted_at: new Date(asked).toISOString(),
        ended_at: new Date(asked + 90_000).toISOString(),
      };
    }),
  );
  const created_at = new Date(NOW - DAY).toISOString();
  await addMigrations(db, north, [
    { id: 900_001, instance_id: 'of-another', source_host: 'north-compute-05', status: 'failed', created_at },
  ]);
});

const rows = (page: Page) =>
  page.getByRole('grid', { name: 'Migrations' }).locator('tbody tr td[data-label="Instance"]');

test('pages over years, forth and back; the order and the page stand in the address', async () => {
  const page = await console.open('/migrations');
  await until('the first page', async () => (await rows(page).count()) === 50);
  expect(await rows(page).first().innerText()).toBe('old-000');
  await picture(page, 'history');
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('old-050').waitFor();
  await page.reload();
  await page.getByText('old-050').waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('10 shown, these are the last').waitFor();
  await page.getByRole('button', { name: 'Previous page' }).click();
  await page.getByText('old-050').waitFor();
  await page.getByRole('button', { name: 'Started' }).click();
  await until('the oldest is first', async () => (await rows(page).first().innerText()) === 'old-109');
  expect(page.url()).toContain('order=asc');
  expect(page.url()).not.toContain('cursor');
});

test('filters hold together, stand in words, and a file has what fits them', async () => {
  const page = await console.open('/migrations');
  await page.getByLabel('How it stands').selectOption({ label: 'No host took it' });
  await until('eleven failed', async () => (await rows(page).count()) === 11);
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByRole('button', { name: '30 days' }).click();
  await until('three of them in 30 days', async () => (await rows(page).count()) === 3);
  await page.getByLabel('Asked by').fill('admin');
  await page.getByText('Asked by: admin').waitFor();
  await page.getByRole('textbox', { name: 'Search migrations' }).fill('old-01');
  await until('one is left', async () => (await rows(page).count()) === 1);
  await page.reload();
  await page.getByText('old-013').waitFor();

  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'All that fit as CSV' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
  expect(download.suggestedFilename()).toBe('evenkeel-moves.csv');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('old-013');

  await page.getByRole('button', { name: 'Take off Search: old-01' }).click();
  await until('three again', async () => (await rows(page).count()) === 3);
  await page.getByRole('textbox', { name: 'Search migrations' }).fill('no such thing');
  await page.getByRole('heading', { name: 'No moves match' }).waitFor();
  await page.getByRole('button', { name: 'Clear search and filters' }).click();
  await until('all again', async () => (await rows(page).count()) === 50);
});

test('what others started stands among all in Nova', async () => {
  const page = await console.open('/migrations?host=north-compute-05');
  await page.getByRole('heading', { name: 'No moves match' }).waitFor();
  await page.getByRole('link', { name: 'All in Nova' }).click();
  const row = page.getByRole('row').filter({ hasText: 'of-another' });
  await row.getByText('somebody else').waitFor();
  await row.getByText('failed').waitFor();
});

test('statistics: drawn and in numbers, and each leads to its moves', async () => {
  const page = await console.open('/migrations/statistics');
  await page.getByText(/^29 moves made|^30 moves made/).waitFor();
  const bar = page.getByRole('img', { name: /^north-compute-02 to north-compute-03: \d+ of \d+ succeeded/ });
  await bar.waitFor();
  await page.getByRole('grid', { name: 'Duration by phase' }).waitFor();
  await picture(page, 'statistics');
  await page.getByRole('grid', { name: 'Causes of other ends' }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Migrations', level: 1 }).waitFor();
  await until('three failed so', async () => (await rows(page).count()) === 3);
  expect(page.url()).toContain('cause=');
});

test('hosts: sorted by load, filtered by condition, all in the address', async () => {
  const page = await console.open('/hosts');
  await page.getByLabel('Condition').selectOption({ label: 'Disabled' });
  const names = () => page.locator('td[data-label="Name"]').allInnerTexts();
  await until(
    'the disabled ones',
    async () => (await names()).join() === 'north-compute-06,south-compute-06',
  );
  await page.getByRole('button', { name: 'Name' }).click();
  await until(
    'in the other order',
    async () => (await names()).join() === 'south-compute-06,north-compute-06',
  );
  await page.reload();
  await until('the same again', async () => (await names()).join() === 'south-compute-06,north-compute-06');
  await page.getByLabel('Search hosts').fill('no such host');
  await page.getByRole('button', { name: 'Clear search and filters' }).click();
  await until('all again', async () => (await names()).length === 12);
});
