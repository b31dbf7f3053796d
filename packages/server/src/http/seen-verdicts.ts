/** Verdicts are made by who sees the whole cloud; a person reads those of the hosts that they see. */
import type { Preflight } from '@evenkeel/contract';
import { seesWholeProvider } from '../access/bound.ts';
import type { Db } from '../db/database.ts';
import { readSeenHosts } from '../db/destinations.ts';

/** To be called in the request itself, where the database is bound by the grants of who asks. */
export async function seenVerdicts(db: Db, { instances, hosts }: Preflight): Promise<Preflight> {
  const providers = [...new Set(instances.map(({ providerId }) => providerId))];
  if (providers.every(seesWholeProvider)) return { instances, hosts };
  const seen = await readSeenHosts(db, providers);
  return {
    instances: instances.map((instance) => ({
      ...instance,
      verdicts: instance.verdicts.filter(({ host }) => seen.has(`${instance.providerId}/${host}`)),
    })),
    hosts: hosts.filter(({ host }) => providers.some((provider) => seen.has(`${provider}/${host}`))),
  };
}
