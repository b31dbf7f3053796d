import type { Run } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reorderRun } from '../api/commands.ts';
import { runQuery } from '../api/queries.ts';
import { reordered, waitingIds } from './order.ts';

interface Reorder {
  /** Takes the waiting moves' ids as they stand and gives the new order, which it answers too. */
  reorder: (change: (moveIds: string[]) => string[]) => string[];
  error: Error | null;
}

/**
 * Puts the waiting moves in another order: at once on the page, then at the server, one request after the other. The order
 * as it stands is the cache's, which is ahead of what was drawn: a second press in the same moment counts from the first.
 */
export function useReorder(runId: string): Reorder {
  const client = useQueryClient();
  const { queryKey } = runQuery(runId);
  const { mutate, error } = useMutation({
    scope: { id: `order of ${runId}` },
    mutationFn: (moveIds: string[]) => reorderRun(runId, { moveIds }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return {
    reorder: (change) => {
      void client.cancelQueries({ queryKey });
      const run = client.getQueryData<Run>(queryKey);
      const moveIds = change(run ? waitingIds(run) : []);
      client.setQueryData<Run>(queryKey, (now) => now && reordered(now, moveIds));
      mutate(moveIds);
      return moveIds;
    },
    error,
  };
}
