import type { CampaignDetail } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { campaignQuery } from '../api/queries.ts';

/** Sends something that changes one campaign, and shows what the server answered at once. */
export function useCampaignChange(send: () => Promise<CampaignDetail>, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (changed) => {
      client.setQueryData(campaignQuery(changed.id).queryKey, changed);
      void client.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      onDone();
    },
  });
}
