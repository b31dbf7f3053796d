import type { HostReference, MaintenanceChoices, MaintenanceKind, RunLimits } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { startMaintenance } from '../api/commands.ts';
import { newKey } from '../parts/new-key.ts';

interface Asked {
  kind: MaintenanceKind;
  /** A person made sure of what the plan's `fencing` says. */
  fenced: boolean;
  hosts: HostReference[];
  choices: MaintenanceChoices;
  limits: RunLimits;
  reason: string;
}

export interface Start {
  send: (asked: Asked) => void;
  /** True from the press until it was refused. */
  isSent: boolean;
  error: Error | null;
}

/** Asks for the maintenance, once however often it is pressed or sent, and then shows it. */
export function useStart(): Start {
  // Other hosts are another request: with the key of the one before, the server would answer with that one.
  const key = useRef({ of: '', value: '' });
  const isSent = useRef(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: (asked: Asked) => {
      const of = JSON.stringify(asked.hosts);
      if (key.current.of !== of) key.current = { of, value: newKey() };
      return startMaintenance({ ...asked, idempotencyKey: key.current.value });
    },
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['maintenance'] });
      void client.invalidateQueries({ queryKey: ['hosts'] });
      const [only] = made;
      return only && made.length === 1
        ? navigate({ to: '/maintenance/$maintenanceId', params: { maintenanceId: only.id }, replace: true })
        : navigate({ to: '/maintenance', replace: true });
    },
    onError: () => {
      isSent.current = false;
    },
  });
  return {
    send: (asked) => {
      if (isSent.current) return;
      isSent.current = true;
      mutate(asked);
    },
    isSent: isPending || isSuccess,
    error,
  };
}
