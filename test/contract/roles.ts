import { expect, it } from 'vitest';
import { AUTOMATIC, movable } from './move.ts';
import type { Subject } from './subjects.ts';

const NO_READER = 'no reader was named (EVENKEEL_CONTRACT_READER)';

/** What somebody may do who is no administrator: operations.md A11. */
export function roles(subject: () => Subject): void {
  it('shows a reader no hosts, no services and no groups of others, with 403 and not with empty lists', async ({
    skip,
  }) => {
    const reader = subject().reader();
    if (!reader) return skip(NO_READER);
    const who = await reader.identify();
    expect(who.roles).toContain('reader');
    expect(who.roles).not.toContain('admin');
    const calls = {
      services: () => reader.listComputeServices(),
      hypervisors: () => reader.listHypervisors(),
      aggregates: () => reader.listAggregates(),
      migrations: () => reader.listMigrations(),
    };
    for (const [name, call] of Object.entries(calls)) {
      const error = await call().then(
        () => null,
        (reason) => reason,
      );
      expect(error, name).toMatchObject({ status: 403 });
      expect(error.cloudMessage, name).toMatch(/Policy doesn't allow .+ to be performed/);
    }
  });

  it('refuses a reader to migrate, and nothing happens', async ({ skip }) => {
    const reader = subject().reader();
    if (!reader) return skip(NO_READER);
    const server = await movable(subject());
    if (!server) return skip('no running instance was named to be asked (EVENKEEL_CONTRACT_INSTANCES)');
    const before = await subject().cloud.listInstanceActions(server.id);
    const error = await reader.liveMigrate(server.id, AUTOMATIC).catch((reason) => reason);
    // 404 where it is another project's: a reader is not even told that it exists.
    expect([403, 404]).toContain(error.status);
    expect(await subject().cloud.listInstanceActions(server.id)).toHaveLength(before.length);
  });
}
