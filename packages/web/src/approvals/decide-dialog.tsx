import type { Approval } from '@evenkeel/contract';
import { FormGroup, TextInput } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { type Decision, decide } from './queries.ts';
import { WhatItWouldDo } from './what-it-would-do.tsx';

interface Props {
  approval: Approval;
  verb: Decision['verb'];
  onClose: () => void;
}

/** Shows what was asked for and what it would do now, before somebody decides about it. */
export function DecideDialog({ approval, verb, onClose }: Props) {
  const { id, kind, title, askedBy, request } = approval;
  const [comment, setComment] = useState('');
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => decide({ id, verb, comment }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
  const isApproving = verb === 'approve';
  return (
    <AskDialog
      title={`${isApproving ? 'Approve' : 'Decline'} what ${askedBy} asked for?`}
      action={isApproving ? 'Approve and begin' : 'Decline'}
      size="large"
      isPending={isPending}
      error={error}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>
        <strong>{title}.</strong>{' '}
        {isApproving
          ? 'It begins at once, exactly as it was asked for, on the cloud as it is by now.'
          : 'Nothing of it will be done.'}
      </p>
      <WhatItWouldDo kind={kind} request={request} />
      <FormGroup label="What you have to say about it" fieldId="decide-comment">
        <TextInput
          id="decide-comment"
          maxLength={500}
          value={comment}
          onChange={(_event, value) => setComment(value)}
        />
      </FormGroup>
      <details>
        <summary>The request, as it came</summary>
        <pre className="evenkeel-break">{JSON.stringify(request, null, 2)}</pre>
      </details>
    </AskDialog>
  );
}
