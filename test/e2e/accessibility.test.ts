/**
 * Every page of the router, with content, in light and dark and at a phone's width: WCAG 2.x A and AA as axe-core finds
 * it, the content security policy, a name in the browser's tab, and nothing wider than a phone.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { QUICK as QUICK_CAMPAIGNS } from '../../packages/server/test/campaigns/world.ts';
import { QUICK } from '../../packages/server/test/maintenance/world.ts';
import { useConsole } from './console.ts';
import { type Content, fill } from './content.ts';
import { picture } from './pictures.ts';

const console = useConsole(
  { timeScale: 200, instancesPerRegion: 24 },
  {
    runner: { timing: QUICK.runner },
    maintenance: { timing: QUICK.maintenance },
    campaigns: { timing: QUICK_CAMPAIGNS },
  },
);
let content: Content;
beforeAll(async () => {
  content = await fill(console.server);
});

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROUTER = readFileSync(new URL('../../packages/web/src/router.tsx', import.meta.url), 'utf8');
const PATHS = [...ROUTER.matchAll(/^ {2}path: '(\/[^']*)'/gm)].map(([, path]) => path as string);

/** Of the paths that need an id, or show more with something behind the question mark. */
const ADDRESSES: Readonly<Record<string, (content: Content) => string[]>> = {
  '/instances': () => ['/instances', '/instances?view=tile', '/instances?search=nothing'],
  '/instances/$providerId/$instanceId': ({ north, instanceId }) => [`/instances/${north}/${instanceId}`],
  '/moves/$moveId': ({ movingId, failedId }) => [`/moves/${movingId}`, `/moves/${failedId}`],
  '/migrate': ({ north, instanceId }) => [`/migrate#${north}/${instanceId}`],
  '/runs/$runId': ({ runId }) => [`/runs/${runId}`],
  '/maintenance/new': ({ north }) => [`/maintenance/new?provider=${north}&host=north-compute-02`],
  '/maintenance/campaigns/new': ({ north }) => [
    `/maintenance/campaigns/new?provider=${north}&host=north-compute-02`,
  ],
  '/maintenance/campaigns/$campaignId': ({ campaignId }) => [`/maintenance/campaigns/${campaignId}`],
  '/maintenance/$maintenanceId': ({ maintenanceId, evacuationId }) => [
    `/maintenance/${maintenanceId}`,
    `/maintenance/${evacuationId}`,
  ],
  '/balance/plans/$planId': ({ planId }) => [`/balance/plans/${planId}`],
};

function addressesOf(path: string): string[] {
  const own = ADDRESSES[path];
  if (own) return own(content);
  if (path.includes('$')) throw new Error(`${path} is a new page: put its addresses into ADDRESSES.`);
  return [path];
}

const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What light and dark differ in. */
const COLOURS = ['color-contrast'];

/** What axe finds wrong, in a line each. */
async function violations(page: Page, runOnly: string[]): Promise<string[]> {
  const { violations: found } = (await page.evaluate(
    // @ts-expect-error: axe is put there as a script
    (only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations'] }),
    runOnly,
  )) as AxeResults;
  return found.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)}`),
  );
}

/** A colour on its way from light to dark is neither. */
function stopMotion(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { transition: none !important; animation: none !important }');
  document.adoptedStyleSheets = [sheet];
}

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('[aria-busy="true"], .pf-v6-c-skeleton').first().waitFor({ state: 'detached' });
}

test('the addresses are of pages that there are', () => {
  expect(PATHS.length).toBeGreaterThan(25);
  expect(Object.keys(ADDRESSES).filter((path) => !PATHS.includes(path))).toEqual([]);
});

/** By the first word of the address: a page of the browser for each, as it takes a second to open one. */
const PARTS = [...new Set(PATHS.map((path) => path.split('/')[1] as string))];

test.each(PARTS)('the pages of /%s are for everybody, keep the policy and have a name', async (part) => {
  const page = await console.open('/account');
  await page.addInitScript({ content: AXE });
  await page.addInitScript(stopMotion);
  const paths = PATHS.filter((path) => path.split('/')[1] === part);
  for (const address of paths.flatMap(addressesOf)) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(console.server.url + address);
    await settled(page);
    const light = await violations(page, ALL);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html.pf-v6-theme-dark').waitFor();
    const dark = await violations(page, COLOURS);
    const wide = await overflow(page);
    await page.setViewportSize({ width: 390, height: 844 });
    const phone = await overflow(page);
    const policy = console.takeTroubles().filter((trouble) => trouble.includes('Content Security Policy'));
    const title = await page.title();
    expect({ address, title, light, dark, wide, phone, policy }).toEqual({
      ...{ address, title: NAMED, light: [], dark: [], wide: 0, phone: 0, policy: [] },
    });
  }
});

test('who decides about a request sees its instances by name, and what it would do now', async () => {
  const page = await console.open('/approvals');
  await page
    .getByRole('button', { name: /^Approve/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await settled(page);
  const names = content.waitingNames;
  expect(names).toHaveLength(2);
  for (const name of names) await dialog.getByRole('gridcell', { name, exact: true }).waitFor();
  await dialog.getByText('Nova chooses the host of each.').waitFor();
  await page.evaluate(AXE);
  expect(await violations(page, ALL)).toEqual([]);
  await picture(page, 'approve');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await overflow(page)).toBe(0);
});

const NAMED = expect.stringMatching(/^.+ · Evenkeel$/);

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
