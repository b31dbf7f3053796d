/** The content security policy. Every page keeps it: accessibility.test.ts; what opens on a click: see console.ts. */
import { expect, test } from 'vitest';
import { until } from '../../packages/server/test/harness.ts';
import { useConsole } from './console.ts';

const console = useConsole({ instancesPerRegion: 8 });

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
