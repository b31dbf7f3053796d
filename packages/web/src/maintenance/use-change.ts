import type { MaintenanceDetail } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { maintenanceQuery } from '../api/queries.ts';

/** Sends something that changes one maintenance, and shows what the server answered at once. */
export function useChange(send: () => Promise<MaintenanceDetail>, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (changed) => {
      client.setQueryData(maintenanceQuery(changed.id).queryKey, changed);
      onDone();
    },
  });
}
