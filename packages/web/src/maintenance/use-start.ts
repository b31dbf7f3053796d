import type { HostReference, MaintenanceChoices } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { startMaintenance } from '../api/commands.ts';
import { newKey } from '../parts/new-key.ts';

export interface Start {
  send: (choices: MaintenanceChoices, reason: string) => void;
  /** True from the press until it was refused. */
  isSent: boolean;
  error: Error | null;
}

/** Asks for the maintenance, once however often it is pressed or sent, and then shows it. */
export function useStart(host: HostReference): Start {
  const [idempotencyKey] = useState(newKey);
  const isSent = useRef(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: ({ choices, reason }: { choices: MaintenanceChoices; reason: string }) =>
      startMaintenance({ hosts: [host], choices, reason, idempotencyKey }),
    onSuccess: ([made]) => {
      void client.invalidateQueries({ queryKey: ['maintenance'] });
      void client.invalidateQueries({ queryKey: ['hosts'] });
      return made
        ? navigate({ to: '/maintenance/$maintenanceId', params: { maintenanceId: made.id }, replace: true })
        : navigate({ to: '/maintenance', replace: true });
    },
    onError: () => {
      isSent.current = false;
    },
  });
  return {
    send: (choices, reason) => {
      if (isSent.current) return;
      isSent.current = true;
      mutate({ choices, reason });
    },
    isSent: isPending || isSuccess,
    error,
  };
}
