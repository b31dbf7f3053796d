import { readFileSync, statSync } from 'node:fs';
import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from '../../src/start/logging.ts';
import { temporaryFolder } from '../harness.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('on a terminal the log is a file for its owner alone, and elsewhere the standard error stream', () => {
  const { file, logger } = openLog(folder, true);
  logger.info('started');
  expect(file).toBe(join(folder, 'evenkeel.log'));
  expect(statSync(file as string).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file as string, 'utf8'))).toMatchObject({ msg: 'started' });
  expect(openLog(folder, false).file).toBeNull();
});

test('of an error its words and where it came from are logged, not what a library hung on it', () => {
  const { file, logger } = openLog(folder, true);
  const cause = Object.assign(new Error('ended'), { code: '57P01', client: { secretKey: 'planted-1' } });
  const error = Object.assign(new Error('lost', { cause }), { requestId: 'req-1', headers: ['planted-2'] });
  logger.error({ err: error, password: 'planted-3', connection: { token: 'planted-4' } }, 'It broke');
  const text = readFileSync(file as string, 'utf8');
  expect(text).not.toContain('planted');
  expect(JSON.parse(text).err).toMatchObject({
    message: 'lost',
    requestId: 'req-1',
    cause: { message: 'ended', code: '57P01' },
  });
});

test('a log that has become large is kept aside by the next start', async () => {
  const file = join(folder, 'evenkeel.log');
  await writeFile(file, 'old');
  await truncate(file, 11 * 1024 ** 2);
  openLog(folder, true).logger.info('new');
  expect(statSync(`${file}.1`).size).toBe(11 * 1024 ** 2);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ msg: 'new' });
});
