import type { Run } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reorderRun } from '../api/commands.ts';
import { runQuery } from '../api/queries.ts';
import { reordered } from './order.ts';

/** Puts the waiting moves in another order: at once on the page, then at the server, one request after the other. */
export function useReorder(runId: string): { reorder: (moveIds: string[]) => void; error: Error | null } {
  const client = useQueryClient();
  const { queryKey } = runQuery(runId);
  const { mutate, error } = useMutation({
    scope: { id: `order of ${runId}` },
    mutationFn: (moveIds: string[]) => reorderRun(runId, { moveIds }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return {
    reorder: (moveIds) => {
      void client.cancelQueries({ queryKey });
      client.setQueryData<Run>(queryKey, (run) => run && reordered(run, moveIds));
      mutate(moveIds);
    },
    error,
  };
}
