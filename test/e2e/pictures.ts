import type { Page } from 'playwright-core';

const FOLDER = new URL('../../docs/images/', import.meta.url).pathname;

/** Takes the picture of the guide. Only when asked, so that a run of the tests changes no file of the tree. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env.EVENKEEL_SCREENSHOTS !== '1') return;
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled' });
}
