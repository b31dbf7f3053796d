import { ActionGroup, Alert, Button, ClipboardCopy, Form } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import { TextField } from '../provider/text-field.tsx';
import { addWebhook, webhooksQuery } from './api.ts';
import { refusedField } from './refused-field.ts';

const FIELDS = { 'name-taken': 'webhook-name', 'address-not-allowed': 'webhook-url' };

/** What is wrong with an address, in a sentence; undefined: nothing that can be seen. */
export function wrongAddress(url: string): string | undefined {
  if (/^https?:\/\/[^/\s]/i.test(url.trim()) && URL.canParse(url.trim())) return undefined;
  return 'Give the address that takes the messages, such as https://rack.example.org/hook.';
}

/** The secret is shown this once, so the form stays until the person has it. */
export function WebhookForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [wasTried, setTried] = useState(false);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => addWebhook({ name: name.trim(), url: url.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
  if (data)
    return (
      <Alert variant="success" isInline title={`The webhook ${data.name} is made`} component="p">
        <p>
          This secret is shown this once. Put it where the other program reads it: what it is told is signed
          with it, and what it says back has to be.
        </p>
        <ClipboardCopy isReadOnly hoverTip="Copy" clickTip="Copied" textAriaLabel={`Secret of ${data.name}`}>
          {data.secret}
        </ClipboardCopy>
        <Button variant="link" isInline onClick={onClose}>
          I have it
        </Button>
      </Alert>
    );
  const wrongName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name.trim())
    ? undefined
    : 'A name has letters, digits, dots, dashes and underscores.';
  const wrongUrl = wrongAddress(url);
  const refused = refusedField(error, FIELDS);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongName) document.getElementById('webhook-name')?.focus();
    else if (wrongUrl) document.getElementById('webhook-url')?.focus();
    else if (!isPending) mutate();
  };
  return (
    <Form onSubmit={submit} isWidthLimited aria-label="New webhook" noValidate>
      {error && Object.keys(refused).length === 0 && (
        <CommandFailure title="No webhook was made" error={error} />
      )}
      <TextField
        id="webhook-name"
        label="Name"
        isRequired
        help="Campaigns and returns name it so."
        value={name}
        wrong={(wasTried ? wrongName : undefined) ?? refused['webhook-name']}
        onChange={setName}
      />
      <TextField
        id="webhook-url"
        label="Address"
        type="url"
        isRequired
        value={url}
        wrong={(wasTried ? wrongUrl : undefined) ?? refused['webhook-url']}
        onChange={setUrl}
      />
      <ActionGroup>
        <Button type="submit" isLoading={isPending} isDisabled={isPending}>
          Make webhook
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ActionGroup>
    </Form>
  );
}
