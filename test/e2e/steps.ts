/** The seed's steps, as a person takes them. */
import type { DemoCloud } from '@evenkeel/demo-cloud';
import type { Locator, Page } from 'playwright-core';

/** Of the list; `region` where a name stands in both of the demo cloud's. */
export function rowOf(page: Page, name: string, region?: string): Locator {
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  return region === undefined ? row : row.filter({ hasText: `Demo ${region}` });
}

/** In the accordion: a provider or a zone; the first of that name. */
export async function choosePlace(page: Page, name: string): Promise<void> {
  const tree = page.getByRole('tree', { name: 'Instances by Provider' });
  await tree
    .locator('.pf-v6-c-tree-view__node-text')
    .filter({ hasText: new RegExp(`^${name}`) })
    .first()
    .click();
}

export async function select(page: Page, name: string): Promise<void> {
  await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
}

/** Lifecycle > Migrate selected Instance(s). */
export async function openForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Lifecycle' }).click();
  await page.getByRole('menuitem', { name: /^Migrate selected Instances?/ }).click();
  await page.getByRole('form', { name: 'Migrate Instance' }).waitFor();
}

export async function submit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();
}

/** Where Nova itself says that the instance is. */
export function hostInNova(demo: DemoCloud, region: string, name: string): string | null {
  const found = demo.control.instances(region).find((instance) => instance.name === name);
  if (found === undefined) throw new Error(`The demo cloud has no ${name} in ${region}.`);
  return found.host;
}
