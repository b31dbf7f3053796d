/** The real server, the demo cloud behind it, the built console before it, and a real Chromium that looks at it. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoCloudOptions } from '@evenkeel/demo-cloud';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import {
  CHOSEN_PASSWORD,
  choosePassword,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../../packages/server/test/harness.ts';
import { buildConsole } from './built-console.ts';

/** Of a person's patience; what is waited for comes far sooner. */
const WAIT_MILLISECONDS = 30_000;
const TEST_MILLISECONDS = 120_000;
/** Without what Chromium asks its maker for. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
export const PHONE: BrowserContextOptions = { viewport: { width: 375, height: 812 }, hasTouch: true };

export interface Console {
  server: TestServer;
  password: string;
  /** A page of a signed-in person in a browser of their own; closed after the test. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same of somebody who is not signed in. */
  openSignedOut(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** What stood in the browser's console as an error since the last asking; it then fails no test. */
  takeTroubles(): string[];
}

/**
 * One server and one browser for the tests of a file. After each test: nothing may stand in the browser's console as an
 * error, be it a fault of a script, a file that was not found or a breach of the content security policy.
 */
export function useConsole(
  demo: DemoCloudOptions = {},
  parts: Pick<TestServerOptions, 'runner' | 'maintenance' | 'campaigns'> = {},
): Console {
  const console = {} as Console;
  let browser: Browser;
  let removeBuild: () => Promise<void> = async () => {};
  let session: BrowserContextOptions['storageState'];
  let troubles: string[] = [];

  async function openWith(path: string, options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
      locale: 'en-GB',
      timezoneId: 'UTC',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MILLISECONDS);
    page.on('pageerror', (error) => troubles.push(`${path}: ${error.message}`));
    page.on('console', (message) => {
      // Chromium notes every answer of 4xx; these are refusals that the tests bring about and look at on the page.
      const isExpected =
        /\/api\/v1\/(session|providers)$/.test(message.location().url) &&
        /status of 4\d\d/.test(message.text());
      if (message.type() === 'error' && !isExpected)
        troubles.push(`${path}: ${message.text()} (${message.location().url})`);
    });
    await page.goto(console.server.url + path);
    return page;
  }

  console.takeTroubles = () => {
    const seen = troubles;
    troubles = [];
    return seen;
  };

  vi.setConfig({ testTimeout: TEST_MILLISECONDS });

  beforeAll(async () => {
    const build = await buildConsole();
    removeBuild = build.remove;
    [console.server, browser] = await Promise.all([
      startTestServer({ demo, webRoot: build.folder, ...parts }),
      chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS }),
    ]);
    await choosePassword(console.server.url, console.server.evenkeel.newCode as string);
    console.password = CHOSEN_PASSWORD;
    console.openSignedOut = (path, options = {}) => openWith(path, options);
    console.open = (path, options = {}) => openWith(path, { ...options, storageState: session });
    const page = await console.openSignedOut('/');
    await signIn(page, console.password);
    session = await page.context().storageState();
    await page.context().close();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await keepWhatWasSeen(browser);
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(console.takeTroubles()).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await console.server?.stop();
    await removeBuild();
  });
  return console;
}

/** So that a failure can be understood: what the pages showed when it happened. */
async function keepWhatWasSeen(browser: Browser): Promise<void> {
  for (const page of browser.contexts().flatMap((context) => context.pages())) {
    const path = join(tmpdir(), `evenkeel-e2e-${Date.now()}.png`);
    await page.screenshot({ path });
    process.stderr.write(`The page of the failed test, ${page.url()}, is in ${path}\n`);
  }
}

export async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();
}

function chromiumPath(): string {
  const path = [process.env.EVENKEEL_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    (candidate) => candidate && existsSync(candidate),
  );
  if (path === undefined) {
    throw new Error('Chromium is missing: `apt-get install chromium`, or name it in EVENKEEL_CHROMIUM.');
  }
  return path;
}
