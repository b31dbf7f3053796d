import { CloudError, type Flavor } from '@evenkeel/openstack';
import { databaseTime, FLAVORS, readFlavorExtraSpecs } from '../db/observing.ts';
import type { Look } from './look.ts';
import { isAtLeast } from './microversion.ts';
import { eachAtMost } from './pool.ts';
import { flavorRow } from './rows.ts';

/** Extra specs asked for flavor by flavor, at a time. */
const AT_ONCE = 4;
/** From here on every server carries its own extra specs, and the flavors' are of no use. */
const EXTRA_SPECS_IN_SERVERS = '2.47';

/** Flavors, with their extra specs where an old Nova does not tell them of each server. */
export async function readFlavors(look: Look): Promise<void> {
  const { db, cloud, store, signal } = look;
  const askedAt = await databaseTime(db);
  const flavors = await cloud.listFlavors(signal);
  const { computeMaximum } = await cloud.identify(signal);
  const extraSpecs = isAtLeast(computeMaximum, EXTRA_SPECS_IN_SERVERS)
    ? new Map<string, Record<string, string>>()
    : await readExtraSpecs(look, flavors);
  const rows = flavors.map((flavor) => flavorRow(flavor, extraSpecs.get(flavor.id) ?? null));
  await store.whole(FLAVORS, rows, askedAt, null);
}

/** Each flavor is asked for once: Nova gives instances a copy, so what is changed later does not matter to them. */
async function readExtraSpecs(
  { db, cloud, signal, providerId }: Look,
  flavors: readonly Flavor[],
): Promise<Map<string, Record<string, string>>> {
  const known = await readFlavorExtraSpecs(db, providerId);
  const asked = flavors.filter(({ id }) => !known.has(id));
  await eachAtMost(AT_ONCE, asked, async ({ id }) => {
    try {
      known.set(id, await cloud.getFlavorExtraSpecs(id, signal));
    } catch (error) {
      // The policy may keep them from us, and a flavor may have been deleted since it was listed.
      if (error instanceof CloudError && (error.status === 403 || error.status === 404)) return;
      throw error;
    }
  });
  return known;
}
