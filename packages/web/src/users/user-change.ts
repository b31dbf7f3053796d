import type { User } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';
import { useMessages } from '../parts/messages.tsx';
import { usersQuery } from './api.ts';

/** A change to a person; what is told when it was made, and the list read again. */
export function useUserChange(change: () => Promise<User>, done: string, onClose: () => void) {
  const client = useQueryClient();
  const { tell } = useMessages();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      tell({ variant: 'success', title: done, place: 'page' });
      onClose();
      // It may have been oneself, whose buttons follow from the session.
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      return client.invalidateQueries({ queryKey: usersQuery.queryKey });
    },
  });
}
