import type { GrantGiven } from '@evenkeel/contract';
import { ActionGroup, Button, Form } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import { TextField } from '../provider/text-field.tsx';
import { createUser, usersQuery } from './api.ts';
import { CodeShown } from './code-shown.tsx';
import { GrantFields } from './grant-fields.tsx';

/** Nothing but looking until more is chosen. */
export const LEAST: GrantGiven = { role: 'viewer', providerId: null, zone: null, projectId: null };

/** The code is shown this once, so the form stays until the person has it. */
export function NewUserForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [username, setUsername] = useState('');
  const [grant, setGrant] = useState(LEAST);
  const made = useMutation({
    mutationFn: createUser,
    onSuccess: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  if (made.data)
    return <CodeShown username={made.data.user.username} code={made.data.code} onClose={onClose} />;
  const name = username.trim();
  const wrong = /[@\s]/.test(name)
    ? 'A user name has no space and no @. Who signs in elsewhere gets an account by doing so.'
    : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name && !wrong && !made.isPending) made.mutate({ username: name, grants: [grant] });
  };
  return (
    <Form onSubmit={submit} isWidthLimited aria-label="New user" className="evenkeel-new-user">
      {made.error && <CommandFailure title="No account was made" error={made.error} />}
      <TextField
        id="user-name"
        label="User name"
        isRequired
        value={username}
        onChange={setUsername}
        wrong={wrong}
      />
      <GrantFields value={grant} onChange={setGrant} />
      <ActionGroup>
        <Button type="submit" isLoading={made.isPending} isDisabled={made.isPending}>
          Make account
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ActionGroup>
    </Form>
  );
}
