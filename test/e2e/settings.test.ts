/** What an administrator sets, by the page: ways to sign in, webhooks, providers, keys; and who may not. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startIssuer } from '../../packages/server/test/sign-in/issuer.ts';
import { useConsole } from './console.ts';
import { picture } from './pictures.ts';

const console = useConsole({ instancesPerRegion: 8 });
let issuer: Awaited<ReturnType<typeof startIssuer>>;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

async function read<Shape>(path: string): Promise<Shape> {
  return (await (await console.server.request(`/api/v1${path}`)).json()) as Shape;
}

async function confirm(page: Page, action: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

test('ways to sign in are added, tried, disabled and removed', async () => {
  const page = await console.open('/approvals');
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByText('Everybody signs in with a password of Evenkeel').waitFor();
  await page.getByRole('button', { name: 'Add OpenID Connect' }).click();
  const form = page.getByRole('form', { name: 'OpenID Connect issuer' });
  const issuerField = form.getByRole('textbox', { name: 'Issuer', exact: true });
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await form.getByText('Give it the name that stands on the sign-in page.').waitFor();
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Company');
  await issuerField.fill('http://127.0.0.1:9');
  await form.getByLabel('Client id').fill(issuer.clientId);
  await form.getByLabel('Client secret').fill(issuer.clientSecret);
  await form.getByLabel('Group at the issuer').fill('cloud-operators');
  await form.getByLabel('Role').selectOption('operator');
  await form.getByLabel('Provider').selectOption('Demo north');
  await form.getByText('Who is in cloud-operators is operator of Demo north.').waitFor();
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await form.getByText('Company can not be reached').waitFor();
  expect(console.takeTroubles()).toMatchObject([expect.stringContaining('502')]);
  await issuerField.fill(issuer.url);
  await issuerField.press('Enter');
  const ways = page.getByRole('grid', { name: 'Ways to sign in' });
  await ways.getByText('cloud-operators: operator of Demo north').waitFor();
  const [way] = await read<{ redirectUri: string }[]>('/sign-in/ways');
  await ways.getByText(way?.redirectUri as string).waitFor();
  await ways.getByRole('button', { name: 'Try Company' }).click();
  await page.getByText('Company answers, and people sign in at').waitFor();

  await page.getByRole('button', { name: 'Add a Keystone' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('North');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await ways.getByText('Keystone of Demo north').waitFor();
  await picture(page, 'settings-sign-in');
  await ways.getByRole('button', { name: 'Disable Company' }).click();
  await confirm(page, 'Disable');
  await ways.getByText('Disabled').waitFor();
  await ways.getByRole('button', { name: 'Remove North' }).click();
  await confirm(page, 'Remove');
  await ways.getByRole('button', { name: 'Remove North' }).waitFor({ state: 'detached' });
  expect(await read('/sign-in/ways')).toMatchObject([{ name: 'Company', enabled: false }]);

  await ways.getByRole('link', { name: 'Company' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Firm');
  await page.getByRole('button', { name: 'Save' }).click();
  await ways.getByText('Firm').waitFor();
  expect(await read('/sign-in/ways')).toMatchObject([
    { name: 'Firm', enabled: false, hasClientSecret: true },
  ]);
});

test('a webhook is made with a secret that is shown once, tried, led elsewhere and removed', async () => {
  const paths: string[] = [];
  const program = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(202).end();
  });
  await once(program.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${(program.address() as AddressInfo).port}`;
  const page = await console.open('/settings/webhooks');
  await page.getByText('The server was started with none.').waitFor();
  await page.getByRole('button', { name: 'New webhook' }).click();
  await page.getByLabel('Name').fill('rack');
  await page.getByLabel('Address').fill(`${address}/old`);
  await page.getByLabel('Address').press('Enter');
  const secret = await page.getByRole('textbox', { name: 'Secret of rack' }).inputValue();
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole('button', { name: 'I have it' }).click();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole('button', { name: 'Change the address of rack' }).click();
  await page.getByRole('dialog').getByLabel('Address').fill(`${address}/new`);
  await confirm(page, 'Change');
  await page.getByRole('button', { name: 'Send a test to rack' }).click();
  await page.getByText('The webhook rack took the message. It answered 202.').waitFor();
  expect(paths).toEqual(['/new']);
  await page.getByRole('button', { name: 'Remove rack' }).click();
  await confirm(page, 'Remove');
  await page.getByText('No webhook yet').waitFor();
  program.closeAllConnections();
  program.close();
});

test('what is set for a provider holds, and a new key seals the secrets', async () => {
  const [, south] = await read<{ id: string; name: string }[]>('/providers');
  const page = await console.open('/settings/providers');
  await page.getByLabel('Provider', { exact: true }).selectOption(south?.name as string);
  await page.getByLabel('What touches many instances waits').check();
  await page.getByLabel('More instances than').fill('5');
  await page.getByRole('button', { name: 'Save: Approvals' }).click();
  await page.getByText('Saved: Approvals').waitFor();
  await page.getByLabel('by opening a TCP connection').check();
  await page.getByLabel('Port').fill('443');
  await page.getByRole('button', { name: 'Save: Probe' }).click();
  await page.getByText('Saved: Probe').waitFor();
  const total = page.getByLabel('At a time in the whole cloud');
  await total.fill('0');
  await page.getByText('Give a whole number from 1 to 1000.').waitFor();
  await total.fill('8');
  await page.getByRole('button', { name: 'Save: Limits' }).click();
  await page.getByText('Saved: Limits').waitFor();
  const of = `/providers/${south?.id}`;
  expect(await read(`${of}/approvals`)).toEqual({ runsAbove: 5, automaticBalance: false });
  expect(await read(`${of}/probe`)).toEqual({ probe: { kind: 'tcp', port: 443 } });
  expect(await read(`${of}/limits`)).toMatchObject({ total: 8 });
  await page.evaluate(() => document.querySelector('#main, .pf-v6-c-page__main')?.scrollTo(0, 0));
  await picture(page, 'settings-providers');

  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Keys' }).click();
  const keys = page.getByRole('grid', { name: 'Keys' });
  const [before] = (await read<{ keys: { id: string }[] }>('/secrets')).keys;
  await keys.getByText(before?.id as string).waitFor();
  await page.getByRole('button', { name: 'New key' }).click();
  await confirm(page, 'Make a new key');
  await keys.getByRole('row', { name: `${before?.id} 0 Only opens` }).waitFor();
});

test('who may not is told so on each page, and still sees what is set for a provider', async () => {
  const made = await console.server.request('/api/v1/users', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'nora', grants: [{ role: 'operator' }] }),
  });
  const { code } = (await made.json()) as { code: string };
  const page = await console.openSignedOut('/settings/providers');
  await page.getByLabel('User name').fill('nora');
  await page.getByLabel('Password').fill(code);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel(/^New password/).fill('a long enough phrase');
  await page.getByRole('button', { name: 'Choose this password and sign in' }).click();
  await page.getByText('You see what is set. Your role does not allow this.').waitFor();
  const save = page.getByRole('button', { name: 'Save: Limits' });
  await save.waitFor();
  expect(await save.getAttribute('aria-disabled')).toBe('true');
  for (const [part, words] of [
    ['Sign-in', 'The ways to sign in are not yours to see'],
    ['Webhooks', 'The webhooks are not yours to see'],
    ['Keys', 'The keys are not yours to change'],
  ] as const) {
    await page
      .getByRole('navigation', { name: 'Settings' })
      .getByRole('link', { name: part, exact: true })
      .click();
    await page.getByRole('heading', { name: words }).waitFor();
    await page.getByText('Ask an administrator for the role administrator.').waitFor();
  }
});
