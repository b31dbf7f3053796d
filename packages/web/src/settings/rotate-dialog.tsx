import { Content } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { useMessages } from '../parts/messages.tsx';
import { keysQuery, rotateKey } from './api.ts';

/** Asks once more before a new key takes over. */
export function RotateDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { tell } = useMessages();
  const { mutate, isPending, error } = useMutation({
    mutationFn: rotateKey,
    onSuccess: ({ resealed, unreadable }) => {
      const title = `A new key seals the secrets: ${resealed} sealed anew`;
      const text = unreadable === 0 ? null : `${unreadable} could not be read and stay as they are.`;
      tell({ variant: unreadable === 0 ? 'success' : 'warning', title, text, place: 'page' });
      onClose();
      return client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  return (
    <AskDialog
      title="Seal every secret with a new key?"
      action="Make a new key"
      isPending={isPending}
      error={error}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <Content component="p">
        A key is made and kept before anything is sealed with it; the server goes on meanwhile. Backups of the
        database from before need the key of before: keep the secret.key that belongs to each of them.
      </Content>
    </AskDialog>
  );
}
