import type { Session } from '@evenkeel/contract';
import { ActionGroup, Alert, Button, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { signIn } from '../api/commands.ts';
import { RequestError } from '../api/request.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { NewPassword } from './new-password.tsx';

/** Name and password; with the code that the server printed, also the password that takes its place. */
export function PasswordForm({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [username, setUsername] = useState('admin');
  const [password, setPassword] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const submitted = useMutation({
    mutationFn: signIn,
    onSuccess: onSignedIn,
    onError: (error) => {
      if (asksForPassword(error)) setChosen('');
      else if (chosen === null) passwordInput.current?.focus();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!username || !password || submitted.isPending || chosen === '') return;
    submitted.mutate({ username, password, ...(chosen !== null && { newPassword: chosen }) });
  };
  return (
    <Form onSubmit={submit}>
      {submitted.error && !asksForPassword(submitted.error) && (
        <CommandFailure title="You are not signed in" error={submitted.error} />
      )}
      <FormGroup label="User name" fieldId="username" isRequired>
        <TextInput
          id="username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          isRequired
          value={username}
          onChange={(_event, value) => setUsername(value)}
        />
      </FormGroup>
      <FormGroup label={chosen === null ? 'Password' : 'Code'} fieldId="password" isRequired>
        <TextInput
          id="password"
          name="password"
          type="password"
          autoComplete={chosen === null ? 'current-password' : 'one-time-code'}
          isRequired
          autoFocus
          ref={passwordInput}
          value={password}
          onChange={(_event, value) => setPassword(value)}
        />
      </FormGroup>
      {chosen !== null && (
        <>
          <Alert variant="info" isInline isPlain title="The code is right, and opens once.">
            Choose the password with which you sign in from now on.
          </Alert>
          <NewPassword value={chosen} onChange={setChosen} takesFocus />
        </>
      )}
      <ActionGroup>
        <Button type="submit" isBlock isLoading={submitted.isPending} isDisabled={submitted.isPending}>
          {chosen === null ? 'Sign in' : 'Choose this password and sign in'}
        </Button>
      </ActionGroup>
    </Form>
  );
}

function asksForPassword(error: unknown): boolean {
  return error instanceof RequestError && error.code === 'password-to-choose';
}
