/** The planner over what was last observed of a provider. */
import { type DrainRequest, type Plan, planDrain, planReturn, type ReturnRequest } from '@evenkeel/domain';
import type { Db } from '../db/database.ts';
import { readHostsInMaintenance } from '../db/maintenance-facts.ts';
import { readProviderFacts } from '../db/maintenance-snapshot.ts';
import { afterPlan, snapshotOf } from './snapshot.ts';

export interface Planning {
  /** One plan a host, each on the cloud as the one before leaves it. */
  drains(providerId: string, requests: readonly HostDrain[]): Promise<Plan[]>;
  return(providerId: string, request: ReturnRequest): Promise<Plan>;
}

/** A drain of one host. */
export type HostDrain = Omit<DrainRequest, 'hosts'> & { host: string };

export function createPlanning(db: Db): Planning {
  async function observe(providerId: string) {
    const [observed, inMaintenance] = await Promise.all([
      readProviderFacts(db, providerId),
      readHostsInMaintenance(db, providerId),
    ]);
    return { observed, inMaintenance };
  }

  return {
    async drains(providerId, requests) {
      const { observed, inMaintenance } = await observe(providerId);
      const drained = requests.map(({ host }) => host);
      let snapshot = snapshotOf(observed, new Set([...inMaintenance, ...drained]));
      return requests.map(({ host, ...request }) => {
        const plan = planDrain(snapshot, { ...request, hosts: [host] });
        snapshot = afterPlan(snapshot, plan);
        return plan;
      });
    },

    async return(providerId, request) {
      const { observed, inMaintenance } = await observe(providerId);
      const others = inMaintenance.filter((host) => host !== request.host);
      return planReturn(snapshotOf(observed, new Set(others)), request);
    },
  };
}
