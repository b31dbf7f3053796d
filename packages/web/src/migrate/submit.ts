import type { InstanceReference, MigrateOptions, Preflight } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { startRun } from '../api/commands.ts';
import { useMessages } from '../parts/messages.tsx';
import { newKey } from '../parts/new-key.ts';
import { useSelection } from '../parts/selection.tsx';
import type { RunSettings } from '../run/run-options.tsx';
import { lastInstanceList } from '../search.ts';

export const DEFAULT_OPTIONS: MigrateOptions = { host: null, blockMigration: 'auto', diskOverCommit: false };

export interface Submit {
  /** `settings`: of several instances, how their run is carried out. */
  send: (options: MigrateOptions, settings: RunSettings) => void;
  isPending: boolean;
  error: Error | null;
  /** How many of the instances will be asked to move: those that nothing hinders. */
  count: number;
}

/**
 * Sends the run, once: a double press is ignored here, and were two requests sent all the same (a retry after an answer
 * that was lost), they carry the one key of this opened form and are one run.
 */
export function useSubmit(
  references: readonly InstanceReference[],
  preflight: Preflight | undefined,
): Submit {
  const [idempotencyKey] = useState(newKey);
  const isSent = useRef(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const selection = useSelection();
  const { tell } = useMessages();
  const instances = withoutHindered(references, preflight);
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ options, settings }: { options: MigrateOptions; settings: RunSettings }) =>
      startRun({ ...settings, instances, options, idempotencyKey }),
    onSuccess: (run) => {
      selection.clear();
      const moveId = run.moves.length === 1 ? run.moves[0]?.id : undefined;
      tell({ variant: 'info', title: titleOf(run.moves), place: 'page', runId: run.id, moveId });
      void client.invalidateQueries({ queryKey: ['instances'] });
      void client.invalidateQueries({ queryKey: ['moves'] });
      return navigate({ to: '/instances', search: lastInstanceList() });
    },
    onError: () => {
      isSent.current = false;
    },
  });
  return {
    send: (options, settings) => {
      if (isSent.current || instances.length === 0) return;
      isSent.current = true;
      mutate({ options, settings });
    },
    isPending,
    error,
    count: instances.length,
  };
}

function withoutHindered(
  references: readonly InstanceReference[],
  preflight: Preflight | undefined,
): InstanceReference[] {
  const hindered = new Set(
    preflight?.instances
      .filter(({ obstacles }) => obstacles.some(({ severity }) => severity === 'error'))
      .map(({ providerId, id }) => `${providerId}/${id}`),
  );
  return references.filter(({ providerId, id }) => !hindered.has(`${providerId}/${id}`));
}

function titleOf(moves: readonly { instanceName: string }[]): string {
  const [first] = moves;
  return moves.length === 1 && first
    ? `The selected instance ${first.instanceName} is being migrated.`
    : `The ${moves.length} selected instances are being migrated.`;
}
