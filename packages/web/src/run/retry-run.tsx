import type { Run } from '@evenkeel/contract';
import {
  Button,
  Content,
  List,
  ListItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { retryRun } from '../api/commands.ts';
import { runQuery } from '../api/queries.ts';
import { newKey } from '../parts/new-key.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { instancesInWords, optionsInWords, standingOf } from './run-words.ts';

const MOST_LISTED = 12;

/** Says whom and how before anything is sent: a new run of those that failed. */
export function RetryRunDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const [idempotencyKey] = useState(newKey);
  const [failed] = useState(() => run.moves.filter((move) => standingOf(move) === 'failed'));
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => retryRun(run.id, { moveIds: failed.map(({ id }) => id), idempotencyKey }),
    onSuccess: (next) => {
      client.setQueryData(runQuery(next.id).queryKey, next);
      onClose();
      return navigate({ to: '/runs/$runId', params: { runId: next.id } });
    },
  });
  const more = failed.length - MOST_LISTED;
  return (
    <Modal
      isOpen
      variant="small"
      onClose={onClose}
      aria-labelledby="retry-run"
      aria-describedby="retry-run-text"
    >
      <ModalHeader title={`Retry ${instancesInWords(failed.length)}?`} labelId="retry-run" />
      <ModalBody id="retry-run-text">
        <Content component="p">
          A new run moves what failed here, as it was asked for: {optionsInWords(run.options)}. A host that
          refused an instance is left out for it; were it the only one, it says so and does not try.
        </Content>
        <List>
          {failed.slice(0, MOST_LISTED).map((move) => (
            <ListItem key={move.id}>
              {move.instanceName}
              {move.destinationHost && (
                <span className="evenkeel-muted"> without {move.destinationHost}</span>
              )}
            </ListItem>
          ))}
          {more > 0 && <ListItem>and {more} more</ListItem>}
        </List>
        {error && <CommandFailure title="Nothing was retried" error={error} />}
      </ModalBody>
      <ModalFooter>
        <Button onClick={() => mutate()} isLoading={isPending} isDisabled={isPending}>
          Retry {instancesInWords(failed.length)}
        </Button>
        <Button variant="link" onClick={onClose}>
          Do nothing
        </Button>
      </ModalFooter>
    </Modal>
  );
}
