import { Content } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { useMessages } from '../parts/messages.tsx';
import { changeWay, removeWay, waysQuery } from './api.ts';
import { wayWith } from './way-draft.ts';
import type { WayDoing } from './ways-table.tsx';

/** Asks once more before nobody comes in by it any more, or people do again. */
export function WayDialog({ doing: { what, way }, onClose }: { doing: WayDoing; onClose: () => void }) {
  const client = useQueryClient();
  const { tell } = useMessages();
  const { name, accounts } = way;
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      if (what === 'remove') await removeWay(way.id);
      else await changeWay(way.id, wayWith(way, what === 'enable'));
    },
    onSuccess: () => {
      tell({ variant: 'success', title: `${name} is ${what}d`, place: 'page' });
      onClose();
      return client.invalidateQueries({ queryKey: waysQuery.queryKey });
    },
  });
  const people = accounts === 1 ? 'the account' : `the ${accounts} accounts`;
  const sentences = {
    enable: `People can sign in at ${name} again, with the roles that follow from it.`,
    disable: `Nobody can sign in at ${name} any more, and the sessions begun by it end at once. The accounts stay for when it is enabled again.`,
    remove:
      accounts === 0
        ? `Nobody can sign in at ${name} any more. Nobody has so far.`
        : `Nobody can sign in at ${name} any more, and ${people} that came by it go with it: their sessions end, their tokens open nothing, and what was given to them by hand is gone. What they began goes on.`,
  };
  return (
    <AskDialog
      title={`${what === 'enable' ? 'Enable' : what === 'disable' ? 'Disable' : 'Remove'} ${name}?`}
      action={what === 'enable' ? 'Enable' : what === 'disable' ? 'Disable' : 'Remove'}
      isDanger={what !== 'enable'}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <Content component="p">{sentences[what]}</Content>
    </AskDialog>
  );
}
