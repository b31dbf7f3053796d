import { expect, test } from 'vitest';
import { signIn, useConsole } from './console.ts';

const console = useConsole({ instancesPerRegion: 20 });

test('a wrong password is told in words; the right one leads to where one wanted to go', async () => {
  const page = await console.openSignedOut('/hosts');
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The user name or the password is wrong.').waitFor();
  expect(await page.getByLabel('User name').inputValue()).toBe('admin');
  await page.getByLabel('Password').fill(console.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Hosts', level: 1 }).waitFor();
});

test('the session outlives a reload and ends with Sign out', async () => {
  const page = await console.openSignedOut('/');
  await signIn(page, console.password);
  await page.reload();
  await page.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Account: admin' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor();
});

test('light, dark, or as the computer has it; remembered', async () => {
  const page = await console.open('/instances', { colorScheme: 'dark' });
  const isDark = () => page.evaluate(() => document.documentElement.classList.contains('pf-v6-theme-dark'));
  await page.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();
  expect(await isDark()).toBe(true);
  await page.getByRole('button', { name: /^Colours/ }).click();
  await page.getByRole('option', { name: 'Light' }).click();
  expect(await isDark()).toBe(false);
  await page.reload();
  await page.getByRole('button', { name: 'Colours: Light' }).waitFor();
  expect(await isDark()).toBe(false);
});
