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
import { useState } from 'react';
import { cancelRun } from '../api/commands.ts';
import { runQuery } from '../api/queries.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { instancesInWords } from './run-words.ts';

export function CancelRunDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const [abortRunning, setAbort] = useState(false);
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => cancelRun(run.id, { abortRunning }),
    onSuccess: (changed) => {
      client.setQueryData(runQuery(run.id).queryKey, changed);
      onClose();
    },
  });
  const { waiting, running } = run.counts;
  return (
    <Modal
      isOpen
      variant="small"
      onClose={onClose}
      aria-labelledby="cancel-run"
      aria-describedby="cancel-run-text"
    >
      <ModalHeader title="Cancel the rest of this run?" labelId="cancel-run" titleIconVariant="warning" />
      <ModalBody id="cancel-run-text" className="evenkeel-stack">
        <Content component="p">
          {waiting === 0
            ? 'Nothing waits any more.'
            : `${instancesInWords(waiting)} not begun yet ${waiting === 1 ? 'stays' : 'stay'} where ${waiting === 1 ? 'it is' : 'they are'}: nothing is sent to the cloud for ${waiting === 1 ? 'it' : 'them'}.`}{' '}
          What has moved stays on its new host.
        </Content>
        {running > 0 && (
          <Checkbox
            id="abort-running"
            label={`Also ask Nova to abort the ${running} under way`}
            description="An aborted instance goes on running on its present host, and what was copied is thrown away. One that Nova can no longer abort comes to its end. Unticked, all of them come to their end."
            isChecked={abortRunning}
            onChange={(_event, on) => setAbort(on)}
          />
        )}
        {error && <CommandFailure title="The run was not cancelled" error={error} />}
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" onClick={() => mutate()} isLoading={isPending} isDisabled={isPending}>
          {abortRunning ? `Cancel ${waiting} and abort ${running}` : `Cancel ${waiting}`}
        </Button>
        <Button variant="link" onClick={onClose}>
          Keep going
        </Button>
      </ModalFooter>
    </Modal>
  );
}
