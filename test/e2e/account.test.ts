import { expect, test } from 'vitest';
import { useConsole } from './console.ts';

const console = useConsole({ instancesPerRegion: 8 });

test("signs in with a cloud's account, sees why one that failed did, and ends its own sessions", async () => {
  const providers = (await (await console.server.request('/api/v1/providers')).json()) as { id: string }[];
  const settings = { providerId: providers[0]?.id };
  const added = await console.server.request('/api/v1/sign-in/ways', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'keystone', name: 'North', settings }),
  });
  expect(added.status).toBe(201);

  const page = await console.openSignedOut('/?sign-in=no-group');
  await page.getByRole('alert').getByText('None of your groups opens anything').waitFor();
  await page.getByRole('button', { name: 'Sign in with an account of North' }).click();
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill('demo-cloud');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();

  await page.getByRole('button', { name: 'Account: admin@North' }).click();
  await page.getByRole('menuitem', { name: 'My account' }).click();
  await page.getByRole('grid', { name: 'Your sessions' }).getByText('this one').waitFor();
  expect(await page.getByRole('heading', { name: 'Password' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor();
});

test('a token is made, shown once and revoked', async () => {
  const page = await console.open('/account');
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('What is it for?').fill('backup script');
  await page.getByRole('button', { name: 'Make token' }).click();
  await page.getByText('It is shown this once.').waitFor();
  const token = await page.getByRole('textbox').first().inputValue();
  expect(token).toMatch(/^ek_[\w-]{43}$/);
  await page.getByRole('button', { name: 'I have it' }).click();
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${console.server.url}/api/v1/session`, { headers })).status).toBe(200);
  await page.getByRole('grid', { name: 'Your API tokens' }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('None yet.').waitFor();
  expect((await fetch(`${console.server.url}/api/v1/session`, { headers })).status).toBe(401);
});
