/**
 * One migration on a real cloud through the web page, in Chromium, as a person does it; Nova is asked before and after.
 * It moves what it is told to and nothing else. docs/try-on-a-real-openstack.md says how it is used:
 *
 *     EVENKEEL_PASSWORD=... node --import tsx test/lab/web-move.ts --url http://127.0.0.1:8480 --cloud lab \
 *       --instance vm-05 [--host compute2] [--block yes] [--pictures docs/images/lab-named]
 */
import { parseArgs } from 'node:util';
import { createCloud, loadClouds, type Server } from '@evenkeel/openstack';
import { chromium, type Page } from 'playwright-core';
import { openForm, rowOf, select, submit } from '../e2e/steps.ts';

/** A busy guest on a busy machine takes its time. */
const PATIENCE_MILLISECONDS = 600_000;
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--no-first-run',
];

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8480' },
    cloud: { type: 'string' },
    instance: { type: 'string' },
    host: { type: 'string' },
    block: { type: 'string', default: 'auto' },
    pictures: { type: 'string' },
  },
});
const { instance: name, cloud: cloudName, host } = values;
if (!name || !cloudName) throw new Error('--instance and --cloud are needed');

const connection = (await loadClouds()).get(cloudName);
if (!connection) throw new Error(`clouds.yaml has no cloud ${cloudName}`);
const nova = createCloud(connection);

async function inNova(): Promise<Server> {
  const found = (await nova.listServers()).filter((server) => server.name === name);
  if (found.length !== 1) throw new Error(`${found.length} instances are called ${name}`);
  return found[0] as Server;
}

function say(words: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)}  ${words}`);
}

async function picture(page: Page, what: string): Promise<void> {
  if (!values.pictures) return;
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${values.pictures}-${what}.png`, animations: 'disabled' });
}

/** Says each new text of the row, and each message, until the message of the end is there; gives that message. */
async function watch(page: Page): Promise<string> {
  const end = new RegExp(`Migration of ${name} .*(succeeded|failed|cancelled|error|lost|not)`);
  const until = Date.now() + PATIENCE_MILLISECONDS;
  const said = new Set<string>();
  let row = '';
  let pictured = false;
  while (Date.now() < until) {
    const cells = await rowOf(page, name as string)
      .getByRole('gridcell')
      .allInnerTexts();
    const texts = cells.map((cell) => cell.trim().replace(/\s+/g, ' '));
    const now = texts.filter((text) => text !== '').join(' | ');
    if (now !== row) say(`the row: ${now}`);
    row = now;
    if (!pictured && /Migrating \d+ %/.test(now)) {
      pictured = true;
      await picture(page, 'migrating');
    }
    const messages = await page.getByRole('status').locator('.pf-v6-c-alert').allInnerTexts();
    for (const message of messages.map((text) => text.trim().replace(/\s+/g, ' '))) {
      if (!said.has(message)) say(`a message: ${message}`);
      said.add(message);
      if (end.test(message)) return message;
    }
    await page.waitForTimeout(250);
  }
  throw new Error(`the page showed no end of the migration of ${name}`);
}

const before = await inNova();
say(`Nova: ${name} is ${before.status} on ${before.host}`);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => say(`an error of the page: ${error.message}`));
  await page.goto(values.url);
  await page.getByLabel('Password').fill(process.env.EVENKEEL_PASSWORD ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await rowOf(page, name).waitFor();
  await picture(page, 'before');
  await select(page, name);
  await openForm(page);
  if (host) {
    await page.getByLabel('Auto-select Host?').uncheck();
    await page.getByLabel('Destination Host').selectOption(host);
  }
  if (values.block !== 'auto') await page.locator(`#block-${values.block}`).check();
  await page.getByRole('grid', { name: /^Hosts/ }).waitFor();
  await picture(page, 'form');
  await submit(page);
  say('submitted');
  await watch(page);
  await picture(page, 'after');
  const after = await inNova();
  say(`Nova: ${name} is ${after.status} on ${after.host}, launched ${after.launchedAt}`);
  const moved = after.status === 'ACTIVE' && after.host !== before.host && (!host || after.host === host);
  say(moved ? 'It has moved.' : 'It has NOT moved.');
  process.exitCode = moved ? 0 : 1;
} finally {
  await browser.close();
  await nova.close();
}
