import type { Run } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { reorderRun } from '../api/commands.ts';
import { runQuery } from '../api/queries.ts';
import { reordered, waitingIds } from './order.ts';

interface Reorder {
  /** The run with the order that was asked for last, though the server may not have it yet. */
  shown: Run;
  /** Takes the waiting moves' ids as they stand and gives the new order, which it answers too. */
  reorder: (change: (moveIds: string[]) => string[]) => string[];
  error: Error | null;
}

/**
 * Puts the waiting moves in another order: at once on the page, then at the server, one request after the other. What was
 * asked for last holds until the server has answered it and was read again: a run that is read in between has an older order.
 */
export function useReorder(run: Run): Reorder {
  const client = useQueryClient();
  const [wanted, setWanted] = useState<string[] | null>(null);
  // A second press can come before the first was drawn.
  const latest = useRef<string[] | null>(null);
  const { mutate, error } = useMutation({
    scope: { id: `order of ${run.id}` },
    mutationFn: (moveIds: string[]) => reorderRun(run.id, { moveIds }),
    onSettled: async (_run, _error, moveIds) => {
      if (latest.current !== moveIds) return;
      await client.invalidateQueries({ queryKey: runQuery(run.id).queryKey });
      if (latest.current !== moveIds) return;
      latest.current = null;
      setWanted(null);
    },
  });
  return {
    shown: wanted ? reordered(run, wanted) : run,
    reorder: (change) => {
      const moveIds = change(waitingIds(latest.current ? reordered(run, latest.current) : run));
      latest.current = moveIds;
      setWanted(moveIds);
      mutate(moveIds);
      return moveIds;
    },
    error,
  };
}
