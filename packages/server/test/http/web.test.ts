/** The web console's files: any folder that vite could have built. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { refusalOf } from './expectations.ts';
import { type HttpUnderTest, startHttp } from './set-up.ts';

const INDEX =
  '<!doctype html><title>Evenkeel</title><script type="module" src="/assets/index-4f2a.js"></script>';

let http: HttpUnderTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-web-'));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'not for the web');
  await writeFile(join(dist, 'index.html'), INDEX);
  await writeFile(join(dist, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(dist, 'assets', 'index-4f2a.js'), 'export {};');
  http = await startHttp({ webRoot: dist });
});
afterAll(async () => {
  await http.stop();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => createClient(http.url).get(path);

describe('the console', () => {
  test.each(['/', '/index.html', '/instances', '/instances/a/b?sort=name', '/a.b'])(
    '%s is the application, asked for afresh each time',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(INDEX);
      expect(answer.headers['content-type']).toMatch(/^text\/html/);
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
    },
  );

  test('what has a hash in its name is kept for good', async () => {
    const answer = await get('/assets/index-4f2a.js');
    expect(answer).toMatchObject({ status: 200, text: 'export {};' });
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toMatch(/javascript/);
  });

  test('other files are asked for afresh, and not sent again when unchanged', async () => {
    const answer = await get('/favicon.svg');
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' });
    const again = await createClient(http.url).get('/favicon.svg', {
      'if-none-match': answer.headers.etag as string,
    });
    expect(again.status).toBe(304);
  });

  test('an asset of an earlier version is not there, and no page in its place', async () => {
    const answer = await get('/assets/index-0000.js');
    expect(answer.status).toBe(404);
    expect(refusalOf(answer).code).toBe('not-found');
  });

  test('nothing outside its folder is given', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
    ])
      expect((await get(path)).text).not.toContain('not for the web');
  });

  test('HEAD works as GET does, and nothing can be sent to it', async () => {
    const client = createClient(http.url);
    expect(await client.send('HEAD', '/')).toMatchObject({ status: 200, text: '' });
    expect((await client.post('/', {})).status).toBe(404);
  });

  test('the API stays the API beside it', async () => {
    expect(refusalOf(await get('/api/v1/nothing')).code).toBe('not-found');
    expect((await get('/api/v1/providers')).status).toBe(401);
  });
});

test('a console that was not built says how to build it', async () => {
  const bare = await startHttp();
  try {
    for (const path of ['/', '/instances']) {
      const answer = await createClient(bare.url).get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^text\/html/);
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.text).toContain('npm run build');
    }
  } finally {
    await bare.stop();
  }
});
