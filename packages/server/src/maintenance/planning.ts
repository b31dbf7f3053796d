/** The planner over what was last observed of a provider, and within what it is given to do at a time. */
import type { ProviderLimits } from '@evenkeel/contract';
import {
  afterPlan,
  type CampaignForecast,
  type CampaignRequest,
  type DrainRequest,
  type EvacuationRequest,
  type Plan,
  type PlanLimits,
  paceOf,
  planDrain,
  planEvacuation,
  planReturn,
  type ReturnRequest,
  simulateCampaign,
} from '@evenkeel/domain';
import type { Db } from '../db/database.ts';
import { readHostsInMaintenance } from '../db/maintenance-facts.ts';
import { hasMoreInstances, readProviderFacts } from '../db/maintenance-snapshot.ts';
import type { BringHostsUpToDate } from '../inventory/fresh-hosts.ts';
import { snapshotOf } from './snapshot.ts';
import { createPlanningThread } from './thread.ts';

export interface Planning {
  /**
   * One plan a host, each on the cloud as the one before leaves it; as if the hosts of `asIfBack` had come back from their
   * maintenance.
   */
  drains(providerId: string, requests: readonly HostDrain[], asIfBack?: readonly string[]): Promise<Plan[]>;
  evacuation(providerId: string, request: EvacuationRequest): Promise<Plan>;
  return(providerId: string, request: ReturnRequest): Promise<Plan>;
  /** How a whole campaign would go on the cloud as it is now. */
  campaign(providerId: string, request: CampaignRequest): Promise<CampaignForecast>;
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
    async drains(providerId, requests, asIfBack = []) {
      const { observed, inMaintenance } = await observe(providerId);
      const drained = requests.map(({ host }) => host);
      const back = new Set(asIfBack);
      const away = [...inMaintenance, ...drained].filter((host) => !back.has(host));
      let snapshot = snapshotOf(observed, new Set(away));
      if (back.size > 0) {
        const hosts = snapshot.hosts.map((host) =>
          back.has(host.name) ? { ...host, status: 'enabled' as const } : host,
        );
        snapshot = { ...snapshot, hosts };
      }
      return requests.map(({ host, ...request }) => {
        const plan = planDrain(snapshot, { ...within(observed.limits, request), hosts: [host] });
        snapshot = afterPlan(snapshot, plan);
        return plan;
      });
    },

    async evacuation(providerId, request) {
      const { observed, inMaintenance } = await observe(providerId);
      return planEvacuation(
        snapshotOf(observed, new Set([...inMaintenance, request.host])),
        within(observed.limits, request),
      );
    },

    async return(providerId, request) {
      const { observed, inMaintenance } = await observe(providerId);
      const others = inMaintenance.filter((host) => host !== request.host);
      return planReturn(snapshotOf(observed, new Set(others)), within(observed.limits, request));
    },

    async campaign(providerId, request) {
      const { observed, inMaintenance } = await observe(providerId);
      return simulateCampaign(snapshotOf(observed, new Set(inMaintenance)), within(observed.limits, request));
    },
  };
}

/** The narrower of what is asked for and what the provider is given, as the runner holds both; times at the provider's pace. */
export function within<Request extends { limits?: Partial<PlanLimits> }>(
  provider: Readonly<ProviderLimits>,
  request: Request,
) {
  const { perSourceHost, perDestinationHost, total } = request.limits ?? {};
  return {
    ...request,
    limits: {
      perSourceHost: Math.min(perSourceHost ?? provider.perSourceHost, provider.perSourceHost),
      perDestinationHost: perDestinationHost ?? null,
      total: Math.min(total ?? provider.total, provider.total),
    },
    pace: paceOf(provider),
  };
}

/** From so many instances on, a plan takes longer than the API may be kept waiting. */
const BIG = 3_000;

/** Plans of hosts that are up to date. */
export interface FreshPlanning extends Planning {
  /** Done before every plan; asked for by who tells a person when it can not be done. */
  upToDate: BringHostsUpToDate;
  stop(): Promise<void>;
}

/**
 * Small clouds are planned here and now, big ones in a thread. Where the hosts can not be brought up to date, plans are
 * made all the same: of what goes on nothing must wait for a cell that is down, and Nova looks at the room again.
 */
export function createPlanningFor(db: Db, databaseUrl: string, upToDate: BringHostsUpToDate): FreshPlanning {
  const here = createPlanning(db);
  const thread = createPlanningThread(databaseUrl);
  const by = async (providerId: string): Promise<Planning> => {
    await upToDate(providerId);
    return (await hasMoreInstances(db, providerId, BIG)) ? thread : here;
  };
  return {
    drains: async (providerId, ...more) => (await by(providerId)).drains(providerId, ...more),
    evacuation: async (providerId, request) => (await by(providerId)).evacuation(providerId, request),
    return: async (providerId, request) => (await by(providerId)).return(providerId, request),
    campaign: async (providerId, request) => (await by(providerId)).campaign(providerId, request),
    upToDate,
    stop: () => thread.stop(),
  };
}
