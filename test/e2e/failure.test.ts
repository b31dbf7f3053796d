import { expect, test } from 'vitest';
import { useConsole } from './console.ts';
import { picture } from './pictures.ts';
import { choosePlace, hostInNova, openForm, rowOf, select, submit } from './steps.ts';

const console = useConsole({ timeScale: 20 });

async function openList(search: string) {
  const page = await console.open(`/instances?search=${search}`);
  await choosePlace(page, 'Demo north');
  await page.getByRole('grid', { name: 'Instances' }).waitFor();
  await rowOf(page, search, 'south').waitFor({ state: 'detached' });
  return page;
}

test('refused by every host: the row tells why, in words and in the cloud’s own, and what to do', async () => {
  const page = await openList('precheck-fails-01');
  const before = hostInNova(console.server.demo, 'north', 'precheck-fails-01') as string;
  await select(page, 'precheck-fails-01');
  await openForm(page);
  await submit(page);

  await page.getByText('Migration of precheck-fails-01 failed').waitFor();
  const row = rowOf(page, 'precheck-fails-01');
  await row.getByRole('button', { name: 'Migration failed' }).click();
  const reason = page.getByRole('dialog');
  await reason.getByText('No host took it').waitFor();
  const words = await reason.innerText();
  expect(words).toMatch(/The cloud said: “.*CPU.*”/);
  expect(words).toMatch(/Request id: req-/);
  await picture(page, 'failure');
  await row.getByText('On', { exact: true }).waitFor();
  await row.getByText(before, { exact: true }).waitFor();

  // Seen and done with: the mark goes, also after a reload.
  await reason.getByRole('button', { name: 'Dismiss' }).click();
  await row.getByRole('button', { name: 'Migration failed' }).waitFor({ state: 'detached' });
  await page.reload();
  await row.getByText('On', { exact: true }).waitFor();
  expect(await row.getByRole('button', { name: 'Migration failed' }).count()).toBe(0);
});

test('a copy that breaks off: the instance stays On where it was, its page tells the story', async () => {
  const page = await openList('copy-fails-01');
  const before = hostInNova(console.server.demo, 'north', 'copy-fails-01') as string;
  await select(page, 'copy-fails-01');
  await openForm(page);
  await submit(page);
  await page.getByText('Migration of copy-fails-01 failed').waitFor();
  const row = rowOf(page, 'copy-fails-01');
  await row.getByText('On', { exact: true }).waitFor();
  await row.getByText(before, { exact: true }).waitFor();

  await row.getByRole('link', { name: 'copy-fails-01' }).click();
  await page.getByRole('heading', { name: /^copy-fails-01/ }).waitFor();
  await page.getByText('It failed: Rolled back').waitFor();
  await page.getByRole('grid', { name: 'Migrations' }).getByText('Rolled back').waitFor();
  await picture(page, 'instance-failed');
});

test('what can not be migrated says so before anything is asked', async () => {
  const page = await openList('stopped-batch-01');
  await select(page, 'stopped-batch-01');
  await page.getByRole('button', { name: 'Lifecycle' }).click();
  const entry = page.getByRole('menuitem', { name: /^Migrate selected Instance/ });
  expect(await entry.getAttribute('aria-disabled')).toBe('true');
  expect(await entry.innerText()).toMatch(/stopped-batch-01: .+/);

  // Its form, opened by its address, says the same on top and has nothing to submit.
  const { id } = console.server.demo.control
    .instances('north')
    .find(({ name }) => name === 'stopped-batch-01') as { id: string };
  const [north] = (await (await console.server.request('/api/v1/providers')).json()) as { id: string }[];
  const form = await console.open(`/migrate#${north?.id}/${id}`);
  await form.getByText('stopped-batch-01 can not be migrated now').waitFor();
  expect(await form.getByRole('button', { name: 'Submit' }).isDisabled()).toBe(true);
});
