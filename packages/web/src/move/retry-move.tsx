import type { MoveDetails } from '@evenkeel/contract';
import { Button, Content, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { retryRun } from '../api/commands.ts';
import { useMessages } from '../parts/messages.tsx';
import { newKey } from '../parts/new-key.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { RetryHosts } from './retry-hosts.tsx';

/** A new run of this one move. Whereto stands in the dialogue, before anything is sent. */
export function RetryMove({ move, variant }: { move: MoveDetails; variant: 'primary' | 'secondary' }) {
  const [isOpen, setOpen] = useState(false);
  const refusing = refusingHost(move);
  const words = refusing === null ? 'Try again' : 'Try elsewhere';
  return (
    <>
      <Button variant={variant} onClick={() => setOpen(true)}>
        {words}
      </Button>
      {isOpen && <RetryDialog move={move} words={words} refusing={refusing} onClose={() => setOpen(false)} />}
    </>
  );
}

interface RetryDialogProps {
  move: MoveDetails;
  words: string;
  refusing: string | null;
  onClose: () => void;
}

function RetryDialog({ move, words, refusing, onClose }: RetryDialogProps) {
  const [idempotencyKey] = useState(newKey);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { tell } = useMessages();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => retryRun(move.runId, { moveIds: [move.id], idempotencyKey }),
    onSuccess: (run) => {
      const [next] = run.moves;
      void client.invalidateQueries({ queryKey: ['moves'] });
      tell({ variant: 'info', title: `${move.instanceName} is being migrated again.`, place: 'page' });
      onClose();
      if (next) return navigate({ to: '/moves/$moveId', params: { moveId: next.id } });
    },
  });
  return (
    <Modal
      isOpen
      variant={refusing === null ? 'small' : 'large'}
      onClose={onClose}
      aria-labelledby="retry-title"
      aria-describedby="retry-text"
    >
      <ModalHeader title={`Migrate ${move.instanceName} again?`} labelId="retry-title" />
      <ModalBody className="evenkeel-stack">
        {error && <CommandFailure title="Nothing was sent" error={error} />}
        <Content component="p" id="retry-text">
          {refusing === null
            ? `With the same options, ${move.requestedHost === null ? 'and the cloud chooses the host' : `to ${move.requestedHost}`}.`
            : `With the same options, to the first of these hosts that has not refused it before. ${refusing} is left out.`}
        </Content>
        {refusing !== null && <RetryHosts move={move} refusing={refusing} />}
      </ModalBody>
      <ModalFooter>
        <Button isLoading={isPending} isDisabled={isPending} onClick={() => mutate()}>
          {words}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}

/** The host that would be left out: the one that said no, or on the way to which the copy broke off. */
function refusingHost({ outcome, destinationHost }: MoveDetails): string | null {
  const refused = outcome === 'not-placed' || outcome === 'rolled-back' || outcome === 'rejected';
  return refused ? destinationHost : null;
}
