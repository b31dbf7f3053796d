import { expect, it } from 'vitest';
import { AUTOMATIC, movable, move } from './move.ts';
import type { Subject } from './subjects.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const NONE = 'no running instance was named to be asked (EVENKEEL_CONTRACT_INSTANCES)';
const REQUEST_ID = expect.stringMatching(/^req-/);

/** What Nova says no to: operations.md A2, A5, A6 and G. */
export function refusals(subject: () => Subject): void {
  it('refuses an unknown host at once with 400, names it, and leaves no action behind', async ({ skip }) => {
    const { cloud } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    const actions = await cloud.listInstanceActions(server.id);
    const asked = cloud.liveMigrate(server.id, { ...AUTOMATIC, host: 'no-such-host' });
    const error = await asked.catch((reason) => reason);
    expect(error).toMatchObject({ kind: 'refused', status: 400, requestId: REQUEST_ID, maybeSent: false });
    expect(error.cloudMessage).toBe('Compute host no-such-host could not be found.');
    expect(await cloud.getServer(server.id)).toMatchObject({ status: 'ACTIVE', taskState: null });
    expect(await cloud.listInstanceActions(server.id)).toHaveLength(actions.length);
  });

  it('refuses an unknown instance with 404', async () => {
    const error = await subject()
      .cloud.liveMigrate(NOBODY, AUTOMATIC)
      .catch((reason) => reason);
    expect(error).toMatchObject({ status: 404, requestId: REQUEST_ID });
    expect(error.cloudMessage).toContain(NOBODY);
  });

  it('refuses a stopped instance with 409 and its state', async ({ skip }) => {
    const stopped = (await subject().instances()).find(({ status }) => status === 'SHUTOFF');
    if (!stopped) return skip('no stopped instance was named to be asked (EVENKEEL_CONTRACT_INSTANCES)');
    const error = await subject()
      .cloud.liveMigrate(stopped.id, AUTOMATIC)
      .catch((reason) => reason);
    expect(error).toMatchObject({ status: 409, requestId: REQUEST_ID });
    expect(error.cloudMessage).toBe(
      `Cannot 'os-migrateLive' instance ${stopped.id} while it is in vm_state stopped`,
    );
  });

  it('refuses a body that lacks the host, or that has force, with 400', async ({ skip }) => {
    const { cloud, wire } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    const { computeMaximum } = await cloud.identify();
    if (Number(computeMaximum.split('.')[1]) < 68) return skip(`this cloud ends at ${computeMaximum}`);
    const send = (body: unknown) =>
      wire.compute('POST', `/servers/${server.id}/action`, '2.68', { 'os-migrateLive': body });
    expect(await send({ block_migration: 'auto' })).toMatchObject({ status: 400 });
    expect(await send({ host: null, block_migration: 'auto', force: false })).toMatchObject({ status: 400 });
  });

  it('refuses the host it is on: 202, then a record in error, and the reason in the event', async ({
    skip,
  }) => {
    const { cloud } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    const { record, after, requestId } = await move(subject(), server, { ...AUTOMATIC, host: server.host });
    expect(record).toMatchObject({ status: 'error', sourceHost: server.host });
    expect(after).toMatchObject({ status: 'ACTIVE', host: server.host });
    const action = await cloud.getInstanceAction(server.id, requestId ?? '');
    expect(action).toMatchObject({ action: 'live-migration', message: 'Error', requestId });
    const failed = action.events?.filter(({ result }) => result === 'Error') ?? [];
    expect(failed.map(({ event }) => event)).toContain('conductor_live_migrate_instance');
    expect(failed.map(({ details }) => details).join()).toMatch(/No valid host was found/);
  });

  it('refuses the host it is on with 400 at once at 2.30', async ({ skip }) => {
    const { cloud, wire } = subject();
    const server = await movable(subject());
    if (!server) return skip(NONE);
    const answer = await wire.compute('POST', `/servers/${server.id}/action`, '2.30', {
      'os-migrateLive': { host: server.host, block_migration: 'auto' },
    });
    expect(answer).toMatchObject({
      status: 400,
      answered: { badRequest: { message: expect.stringMatching(/^No valid host was found/) } },
    });
    expect(await cloud.getServer(server.id)).toMatchObject({ status: 'ACTIVE', host: server.host });
  });
}
