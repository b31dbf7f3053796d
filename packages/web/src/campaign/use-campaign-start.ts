import type { NewCampaign } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { startCampaign } from '../api/commands.ts';
import { campaignQuery } from '../api/queries.ts';
import { newKey } from '../parts/new-key.ts';

type Asked = Omit<NewCampaign, 'idempotencyKey'>;

/** Asks for the campaign, once however often it is pressed or sent, and then shows it. */
export function useCampaignStart() {
  // Other words are another request: with the key of the one before, the server would answer with that one.
  const key = useRef({ of: '', value: '' });
  const isSent = useRef(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: (asked: Asked) => {
      const of = JSON.stringify(asked);
      if (key.current.of !== of) key.current = { of, value: newKey() };
      return startCampaign({ ...asked, idempotencyKey: key.current.value });
    },
    onSuccess: (made) => {
      client.setQueryData(campaignQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      return navigate({
        to: '/maintenance/campaigns/$campaignId',
        params: { campaignId: made.id },
        replace: true,
      });
    },
    onError: () => {
      isSent.current = false;
    },
  });
  return {
    send: (asked: Asked) => {
      if (isSent.current) return;
      isSent.current = true;
      mutate(asked);
    },
    isSent: isPending || isSuccess,
    error,
  };
}
