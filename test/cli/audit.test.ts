import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditEntry, type AuditVerification } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../../packages/server/test/harness.ts';
import { commandOf, errorOf } from './command.ts';

let server: TestServer;
let run: ReturnType<typeof commandOf>;
beforeAll(async () => {
  server = await startTestServer({ demo: { instancesPerRegion: 4 } });
  run = commandOf(server);
  await run('token', 'create', '--data', server.data, '--name', 'audited');
});
afterAll(() => server?.stop());

it('lists what was done, by whom and to what', async () => {
  const ended = await run('audit', 'list', '--action', 'create-token', '--since', '1h', '--json');
  const [answered, asked] = z.array(AuditEntry).parse(JSON.parse(ended.stdout));
  expect(answered).toMatchObject({
    phase: 'answered',
    outcome: { status: 201 },
    subject: { name: 'audited' },
  });
  expect(asked).toMatchObject({ phase: 'asked', who: { via: 'owner-token', name: 'owner' } });
  expect((await run('audit', 'list')).stdout).toMatch(
    /owner +127\.0\.0\.1 +POST \/tokens +token audited +done \(201\)/,
  );
  expect((await run('audit', 'list', '--who', 'nobody-at-all')).stderr).toContain('No entry fits.');
});

it('verifies the chain at the server and a file without one, and names the first entry that was changed', async () => {
  const verified = await run('audit', 'verify', '--json');
  expect(verified).toMatchObject({ code: 0, stderr: '' });
  const { head } = JSON.parse(verified.stdout) as AuditVerification;
  expect((await run('audit', 'verify', '--expect', head?.hash as string)).stdout).toContain(
    `The expected hash is that of entry ${head?.sequence}.`,
  );
  const { stdout } = await run('audit', 'export');
  const file = join(server.data, 'audit.jsonl');
  await writeFile(file, stdout);
  const offline = ['audit', 'verify', '--file', file];
  expect(await run(...offline, '--expect', head?.hash as string)).toMatchObject({ code: 0 });
  const missing = await run(...offline, '--expect', '0'.repeat(64), '--json');
  expect(missing.code).toBe(1);
  expect(errorOf(missing).code).toBe('audit-broken');

  await writeFile(file, stdout.replace('audited', 'Audited'));
  const changed = await run(...offline);
  expect(changed).toMatchObject({ code: 1, stderr: expect.stringContaining('not as it was written is 1.') });
  await writeFile(file, 'no entry\n');
  expect(errorOf(await run(...offline, '--json')).code).toBe('file-unreadable');
  expect(errorOf(await run('audit', 'verify', '--file', '/nowhere', '--json')).code).toBe('file-unreadable');
});
