import type { Run } from '@evenkeel/contract';
import {
  Button,
  Checkbox,
  Content,
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
import { OUTCOME_WORDS, reasonOf } from '../parts/move-words.ts';
import { newKey } from '../parts/new-key.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { instancesInWords, standingOf } from './run-words.ts';

/** Says whom and how before anything is sent: a new run of those that failed, or of some of them. */
export function RetryRunDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const [idempotencyKey, setKey] = useState(newKey);
  const [failed] = useState(() => run.moves.filter((move) => standingOf(move) === 'failed'));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const client = useQueryClient();
  const navigate = useNavigate();
  const chosen = failed.filter(({ id }) => !left.has(id));
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => retryRun(run.id, { moveIds: chosen.map(({ id }) => id), idempotencyKey }),
    onSuccess: (next) => {
      client.setQueryData(runQuery(next.id).queryKey, next);
      onClose();
      return navigate({ to: '/runs/$runId', params: { runId: next.id } });
    },
  });
  const choose = (id: string, isIn: boolean) => {
    const next = new Set(left);
    if (isIn) next.delete(id);
    else next.add(id);
    setLeft(next);
    // Other instances are another request.
    setKey(newKey());
  };
  return (
    <Modal
      isOpen
      variant="small"
      onClose={onClose}
      aria-labelledby="retry-run"
      aria-describedby="retry-run-text"
    >
      <ModalHeader title="Retry the failed?" labelId="retry-run" />
      <ModalBody className="evenkeel-stack">
        <Content component="p" id="retry-run-text">
          A new run moves what is ticked, with the options it had. Where a host refused an instance, it goes
          to the best of the others. When one of them can not be moved now, it says so and none is.
        </Content>
        <div role="group" aria-label="Instances to retry" className="evenkeel-retry-list">
          {failed.map((move) => (
            <Checkbox
              key={move.id}
              id={`retry-${move.id}`}
              label={move.instanceName}
              description={`${move.outcome ? OUTCOME_WORDS[move.outcome] : ''}, ${reasonOf(move)}`}
              isChecked={!left.has(move.id)}
              onChange={(_event, isIn) => choose(move.id, isIn)}
            />
          ))}
        </div>
        {error && <CommandFailure title="Nothing was retried" error={error} />}
      </ModalBody>
      <ModalFooter>
        <Button onClick={() => mutate()} isLoading={isPending} isDisabled={isPending || chosen.length === 0}>
          Retry {instancesInWords(chosen.length)}
        </Button>
        <Button variant="link" onClick={onClose}>
          Do nothing
        </Button>
      </ModalFooter>
    </Modal>
  );
}
