import { expect, it } from 'vitest';
import type { Subject } from './subjects.ts';

/** Keystone: operations.md A1, and what a token's end looks like. */
export function signingIn(subject: () => Subject): void {
  it('refuses a wrong password with 401 in its own words, which do not repeat it', async ({ skip }) => {
    const { connection, connect } = subject();
    if (connection.auth.type !== 'password') return skip('this cloud is not signed in to with a password');
    const password = 'a-wrong-password';
    const stranger = connect({ auth: { ...connection.auth, password } });
    const error = await stranger.identify().catch((reason) => reason);
    expect(error).toMatchObject({ kind: 'unauthorized', status: 401 });
    expect(error.cloudMessage).toMatch(/requires authentication/);
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain(password);
  });

  it('gives a token with a user, a project and roles, and says its microversions', async () => {
    const who = await subject().cloud.identify();
    expect(who.userId).toMatch(/^[0-9a-f-]{32,36}$/);
    expect(who.projectId).toMatch(/^[0-9a-f-]{32,36}$/);
    expect(who.roles).toContain('admin');
    expect(who.computeMinimum).toBe('2.1');
    expect(who.computeMaximum).toMatch(/^2\.\d+$/);
  });

  it('answers 401 to a revoked token, and the client signs in again by itself', async () => {
    const { connect, wire } = subject();
    const cloud = connect();
    // Signed in, but Nova has not yet seen this token: the real one remembers for a while that a token was good.
    await cloud.identify();
    await wire.revokeToken();
    const from = wire.exchanges.length;
    expect(await cloud.listComputeServices()).not.toHaveLength(0);
    const statuses = wire.exchanges.slice(from).map(({ status }) => status);
    expect(statuses).toEqual([401, 201, 200]);
  });

  it('takes its newest microversion and answers 406 to the next and 400 to a word', async () => {
    const { cloud, wire } = subject();
    const { computeMaximum } = await cloud.identify();
    const [, minor] = computeMaximum.split('.');
    const list = (version: string) => wire.compute('GET', '/servers', version);
    expect(await list(computeMaximum)).toMatchObject({ status: 200 });
    expect(await list(`2.${Number(minor) + 1}`)).toMatchObject({ status: 406 });
    expect(await list('newest')).toMatchObject({ status: 400 });
  });

  it('is never asked by the client for more than it has', async () => {
    const { cloud, wire } = subject();
    const { computeMaximum } = await cloud.identify();
    const newest = Number(computeMaximum.split('.')[1]);
    await cloud.listServers();
    const asked = wire.exchanges
      .filter(({ path }) => path.includes('/servers/detail'))
      .map(({ microversion }) => Number(microversion?.split('.')[1]));
    expect(Math.max(...asked)).toBeLessThanOrEqual(newest);
  });
}
