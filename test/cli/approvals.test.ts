import { type Approval, type Instance, type InstancePage } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createUser } from '../../packages/server/src/db/accounts.ts';
import { addGrant } from '../../packages/server/src/db/grants.ts';
import { createToken } from '../../packages/server/src/db/tokens.ts';
import { EVERYTHING } from '../../packages/server/src/sign-in/cut-down.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/harness.ts';
import { commandOf, errorOf } from './command.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ demo: { timeScale: 60, instancesPerRegion: 17, regions: ['north'] } });
});
afterAll(() => server?.stop());

async function commandFor(username: string): Promise<ReturnType<typeof commandOf>> {
  const { id } = await createUser(server.db, { username, password: 'x' });
  await addGrant(server.db, id, EVERYTHING, 'the test');
  const { token } = await createToken(server.db, { name: 'laptop', createdBy: username, ownerId: id });
  return commandOf({ ...server, token });
}

it('says that a second person is needed, with an exit code of its own, and lets that person decide', async () => {
  const [nora, kim] = [await commandFor('nora'), await commandFor('kim')];
  expect((await nora('approvals', 'settings', 'Demo north', '--runs-above', '1')).stdout).toContain(
    'what touches more than 1 instance waits',
  );
  const page = (await (await server.request('/api/v1/instances?pageSize=100')).json()) as InstancePage;
  const [one, other] = page.items.filter(({ status, locked }) => status === 'ACTIVE' && !locked) as [
    Instance,
    Instance,
  ];
  const asked = await nora('migrate', one.id, other.id, '--json');
  expect([asked.code, asked.stdout]).toEqual([4, '']);
  expect(errorOf(asked).code).toBe('waits-for-approval');
  const [approval] = JSON.parse((await kim('approvals', '--json')).stdout) as Approval[];
  expect(approval).toMatchObject({ title: 'Migrate 2 instances', askedBy: 'nora', own: false });
  const id = approval?.id as string;
  expect(errorOf(await nora('approvals', 'approve', id, '--yes', '--json')).code).toBe('own-request');
  expect(errorOf(await kim('approvals', 'approve', id, '--json')).code).toBe('not-confirmed');
  const approved = await kim('approvals', 'approve', id.slice(0, 8), '--yes');
  expect([approved.code, approved.stdout]).toEqual([
    0,
    expect.stringContaining('Approved and begun: Migrate 2 instances'),
  ]);
  expect((await nora('approvals')).stderr).toContain('Nothing waits for a second person');
});
