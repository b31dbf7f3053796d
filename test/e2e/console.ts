/** The real server, the demo cloud behind it, the built console before it, and a real Chromium that looks at it. */
import { existsSync } from 'node:fs';
import type { DemoCloudOptions } from '@evenkeel/demo-cloud';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/harness.ts';
import { buildConsole } from './built-console.ts';

/** Of a person's patience; what is waited for comes far sooner. */
const WAIT_MILLISECONDS = 30_000;
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
}

/**
 * One server and one browser for the tests of a file. After each test: nothing may stand in the browser's console as an
 * error, be it a fault of a script, a file that was not found or a breach of the content security policy.
 */
export function useConsole(demo: DemoCloudOptions = {}): Console {
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
      // "Who is asking?" and a wrong password are answered 401; Chromium notes each failed request.
      const isExpected = message.location().url.endsWith('/api/v1/session') && message.text().includes('401');
      if (message.type() === 'error' && !isExpected) troubles.push(`${path}: ${message.text()}`);
    });
    await page.goto(console.server.url + path);
    return page;
  }

  beforeAll(async () => {
    const build = await buildConsole();
    removeBuild = build.remove;
    [console.server, browser] = await Promise.all([
      startTestServer({ demo, webRoot: build.folder }),
      chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS }),
    ]);
    console.password = console.server.evenkeel.newPassword as string;
    console.openSignedOut = (path, options = {}) => openWith(path, options);
    console.open = (path, options = {}) => openWith(path, { ...options, storageState: session });
    const page = await console.openSignedOut('/');
    await signIn(page, console.password);
    session = await page.context().storageState();
    await page.context().close();
  });

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const seen = troubles;
    troubles = [];
    expect(seen).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await console.server?.stop();
    await removeBuild();
  });
  return console;
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
