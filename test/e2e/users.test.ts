import { expect, test } from 'vitest';
import { useConsole } from './console.ts';
import { rowOf, select } from './steps.ts';

const console = useConsole({ instancesPerRegion: 8 });
const PASSWORD = 'a long enough phrase';

test('a person is made, given a role, let in no more and in again, and sees only what is theirs', async () => {
  const page = await console.open('/instances');
  await page.getByRole('button', { name: 'Account: admin' }).click();
  await page.getByRole('menuitem', { name: 'Users' }).click();
  const users = page.getByRole('grid', { name: 'Users' });
  await users.getByText('administrator of everything').waitFor();

  await page.getByRole('button', { name: 'New user' }).click();
  await page.getByLabel('User name').fill('nora');
  await page.getByLabel('Provider').selectOption('Demo north');
  await page.getByRole('button', { name: 'Make account' }).click();
  const code = await page.getByRole('textbox', { name: 'Code for nora' }).inputValue();
  await page.getByRole('button', { name: 'I have it' }).click();
  const nora = users.getByRole('row').filter({ hasText: 'nora' });
  await nora.getByText('viewer of Demo north').waitFor();
  expect(await page.content()).not.toContain(code);

  await nora.getByRole('button', { name: 'Give a role… nora' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Role').selectOption('operator');
  await dialog.getByLabel('Provider').selectOption('Demo north');
  await dialog.getByLabel('Zone').selectOption('north-a');
  await dialog.getByText('nora will be operator in zone north-a of Demo north').waitFor();
  await dialog.getByRole('button', { name: 'Grant' }).click();
  await nora.getByText('operator in zone north-a of Demo north').waitFor();
  await nora.getByRole('button', { name: /^Revoke: nora is operator/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('nora is no longer operator in zone north-a').waitFor();

  await nora.getByRole('button', { name: 'Disable… nora' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await nora.getByText('Disabled').waitFor();
  await nora.getByRole('button', { name: 'Let in again… nora' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Let in again' }).click();
  await nora.getByText('May sign in').waitFor();

  await users.getByRole('button', { name: 'Disable… admin' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('dialog').getByText('Make somebody else administrator of everything first.').waitFor();
  expect(console.takeTroubles()).toMatchObject([expect.stringContaining('409')]);

  await seesOnlyTheirs(code);
});

async function seesOnlyTheirs(code: string): Promise<void> {
  const page = await console.openSignedOut('/instances');
  await page.getByLabel('User name').fill('nora');
  await page.getByLabel('Password').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel(/^New password/).fill(PASSWORD);
  await page.getByRole('button', { name: 'Choose this password and sign in' }).click();
  const [shown] = console.server.demo.control.instances('north');
  await rowOf(page, shown?.name as string).waitFor();
  expect(await page.getByRole('main').innerText()).not.toContain('Demo south');

  await page.getByRole('button', { name: 'Account: nora' }).click();
  await page.getByRole('menuitem', { name: 'My account' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Users' }).count()).toBe(0);
  await page.keyboard.press('Escape');

  await select(page, shown?.name as string);
  await page.getByRole('button', { name: 'Lifecycle' }).click();
  const migrate = page.getByRole('menuitem', { name: /^Migrate selected/ });
  await migrate.waitFor();
  expect(await migrate.getAttribute('aria-disabled')).toBe('true');
  await page.getByText('Ask an administrator for the role operator').first().waitFor();
}
