/** The content security policy, kept by every page. Other files' tests find what only opens on a click: see console.ts. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { useConsole } from './console.ts';

const console = useConsole({ instancesPerRegion: 20 });

/** Every address of the router that needs no id. */
const ROUTER = readFileSync(new URL('../../packages/web/src/router.tsx', import.meta.url), 'utf8');
const PATHS = [...ROUTER.matchAll(/^ {2}path: '(\/[^$']+)'/gm)].map(([, path]) => path as string);

test('every page keeps the policy', async () => {
  expect(PATHS.length).toBeGreaterThan(15);
  const page = await console.open('/instances');
  for (const path of PATHS) {
    await page.goto(console.server.url + path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.locator('[aria-busy="true"], .pf-v6-c-skeleton').first().waitFor({ state: 'detached' });
    const breaches = console.takeTroubles().filter((trouble) => trouble.includes('Content Security Policy'));
    expect({ path, breaches }).toEqual({ path, breaches: [] });
  }
});

test("the API's page has its styles, from a file", async () => {
  const page = await console.openSignedOut('/api/v1/docs');
  const method = page.locator('.method').first();
  await method.waitFor();
  expect(await method.evaluate((element) => getComputedStyle(element).fontWeight)).toBe('600');
});

test('what comes as HTML neither styles nor acts, and is noticed', async () => {
  const page = await console.openSignedOut('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  for (const html of [
    '<p style="color: red">',
    '<style>p { color: red }</style><p>',
    '<img src="data:," onerror="window.ran = true"><p>',
  ]) {
    await page.evaluate((text) => document.body.insertAdjacentHTML('beforeend', text), html);
    const seen: string[] = [];
    await until(`${html} is noticed`, () => seen.push(...console.takeTroubles()) > 0);
    expect(seen.join()).toContain('Content Security Policy');
    const colour = await page
      .locator('p')
      .last()
      .evaluate((element) => getComputedStyle(element).color);
    expect(colour).not.toBe('rgb(255, 0, 0)');
  }
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
});
