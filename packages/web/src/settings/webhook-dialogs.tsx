import type { Webhook } from '@evenkeel/contract';
import { Content, Form } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { useMessages } from '../parts/messages.tsx';
import { TextField } from '../provider/text-field.tsx';
import { changeWebhook, removeWebhook, webhooksQuery } from './api.ts';
import { wrongAddress } from './webhook-form.tsx';
import type { WebhookDoing } from './webhooks-table.tsx';

export function WebhookDialog({ doing, onClose }: { doing: WebhookDoing; onClose: () => void }) {
  const { what, webhook } = doing;
  if (what === 'change') return <ChangeDialog webhook={webhook} onClose={onClose} />;
  return <RemoveDialog webhook={webhook} onClose={onClose} />;
}

interface OneProps {
  webhook: Webhook;
  onClose: () => void;
}

/** What is told when it was done, and the list read again. */
function useWebhookChange(change: () => Promise<unknown>, done: string, onClose: () => void) {
  const client = useQueryClient();
  const { tell } = useMessages();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      tell({ variant: 'success', title: done, place: 'page' });
      onClose();
      return client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
    },
  });
}

function ChangeDialog({ webhook: { id, name, url: before }, onClose }: OneProps) {
  const [url, setUrl] = useState(before);
  const change = useWebhookChange(
    () => changeWebhook(id, { url: url.trim() }),
    `${name} leads to its new address`,
    onClose,
  );
  const wrong = wrongAddress(url);
  return (
    <AskDialog
      title={`Change the address of ${name}`}
      action="Change"
      isPending={change.isPending}
      isDisabled={wrong !== undefined}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong && !change.isPending) change.mutate();
        }}
        noValidate
      >
        <TextField
          id="webhook-address"
          label="Address"
          type="url"
          value={url}
          wrong={wrong}
          onChange={setUrl}
        />
      </Form>
      <Content component="p">
        The name and the secret stay. What was not taken yet is sent to the new address.
      </Content>
    </AskDialog>
  );
}

function RemoveDialog({ webhook: { id, name }, onClose }: OneProps) {
  const change = useWebhookChange(() => removeWebhook(id), `${name} is removed`, onClose);
  return (
    <AskDialog
      title={`Remove the webhook ${name}?`}
      action="Remove"
      isDanger
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        Its secret is gone for good. Call-backs that are awaited from it are not accepted any more, and
        campaigns and returns that name it stop and ask a person.
      </Content>
    </AskDialog>
  );
}
