/** The inventory's own reading, done when a test says so: what is observed and when is then no matter of chance. */
import type { Cloud } from '@evenkeel/openstack';
import type { CloudRegistry } from '../../src/clouds.ts';
import type { Db } from '../../src/db/database.ts';
import { CloudClock } from '../../src/inventory/cloud-clock.ts';
import { fullPass } from '../../src/inventory/full-pass.ts';
import { observeInstance } from '../../src/inventory/index.ts';
import { ObservationStore } from '../../src/inventory/store.ts';
import type { FreshReader } from '../../src/runner/step.ts';

/** Everything of one provider, once. */
export async function observeProvider(db: Db, cloud: Cloud, providerId: string): Promise<void> {
  const store = new ObservationStore(db, providerId);
  const { signal } = new AbortController();
  await fullPass({ db, providerId, cloud, store, clock: new CloudClock(), signal, goneSince: () => false });
  await db
    .updateTable('providers')
    .set({ health: 'ok', health_message: null, last_good_at: new Date() })
    .where('id', '=', providerId)
    .execute();
}

/** What the runner needs of an inventory: one instance, read fresh. */
export function createObserver(db: Db, clouds: CloudRegistry): FreshReader {
  return {
    observeInstance: async (providerId, instanceId) =>
      observeInstance(db, await clouds.get(providerId), providerId, instanceId),
    hurry() {},
  };
}
