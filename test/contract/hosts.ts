import { expect, it } from 'vitest';
import { AUTOMATIC, movable, move } from './move.ts';
import type { Subject } from './subjects.ts';

const NO_HOST = 'no host was named that may be disabled for a moment (EVENKEEL_CONTRACT_HOSTS)';
const REASON = 'evenkeel contract: enabled again in a moment';

/** The operator's switch of a host: operations.md A7. */
export function hosts(subject: () => Subject): void {
  it('disables a host with a reason, takes nothing there meanwhile, and enables it without one', async ({
    skip,
  }) => {
    const { cloud } = subject();
    const server = await movable(subject());
    const name = (await subject().hosts()).find((host) => host !== server?.host);
    if (!server || !name) return skip(NO_HOST);
    const service = async () => {
      const found = (await cloud.listComputeServices()).find(({ host }) => host === name);
      if (!found) throw new Error(`There is no host ${name}.`);
      return found;
    };
    await cloud.switchComputeService(await service(), { status: 'disabled', reason: REASON });
    try {
      expect(await service()).toMatchObject({ status: 'disabled', state: 'up', disabledReason: REASON });
      const { record, after } = await move(subject(), server, { ...AUTOMATIC, host: name });
      expect(record).toMatchObject({ status: 'error', sourceHost: server.host });
      expect(after).toMatchObject({ status: 'ACTIVE', host: server.host });
    } finally {
      await cloud.switchComputeService(await service(), { status: 'enabled' });
    }
    expect(await service()).toMatchObject({ status: 'enabled', disabledReason: null });
  });
}
