/** The loop that carries campaigns on. */
import { claimCampaigns, permitCampaign, releaseCampaigns } from '../db/campaign-leases.ts';
import { type LeasedLoop, startLeasedLoop } from '../leases/leased-loop.ts';
import { lookAtCampaign } from './look.ts';
import type { CampaignContext } from './step.ts';
import { MOST_LOOKS } from './timing.ts';

export function startCampaignLoop(context: Omit<CampaignContext, 'signal'>): LeasedLoop {
  const { db, logger, owner, timing } = context;
  const { leaseMs, pollMs } = timing;
  return startLeasedLoop({
    what: 'campaigns',
    logger,
    leaseMs,
    pollMs,
    most: MOST_LOOKS,
    claim: (most) => claimCampaigns(db, { owner, leaseMs, most }),
    renew: async ({ id }) => {
      await permitCampaign(db, { id, owner }, leaseMs);
    },
    look: (campaign, signal) =>
      lookAtCampaign({ ...context, signal, campaign, lease: { id: campaign.id, owner } }),
    release: () => releaseCampaigns(db, owner),
  });
}
