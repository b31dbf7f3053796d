import {
  ActionGroup,
  Button,
  Card,
  CardBody,
  CardTitle,
  Content,
  Form,
  FormGroup,
  TextInput,
} from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { signIn } from '../api/commands.ts';
import { sessionQuery } from '../api/queries.ts';
import { Mark } from '../parts/mark.tsx';
import { CommandFailure } from '../parts/trouble.tsx';
import { useTheme } from '../theme.ts';

export function SignInPage() {
  useTheme();
  const client = useQueryClient();
  const [username, setUsername] = useState('admin');
  const [password, setPassword] = useState('');
  const passwordInput = useRef<HTMLInputElement>(null);
  const submitted = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
    onError: () => passwordInput.current?.focus(),
  });
  useEffect(() => {
    document.title = 'Sign in · Evenkeel';
    // Nothing one person looked at is left for the next.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  }, [client]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (username && password && !submitted.isPending) submitted.mutate({ username, password });
  };
  return (
    <main className="evenkeel-sign-in">
      <Card className="evenkeel-sign-in-card" isLarge>
        <CardTitle component="h1">
          <span className="evenkeel-brand">
            <Mark /> Sign in to Evenkeel
          </span>
        </CardTitle>
        <CardBody>
          <Form onSubmit={submit}>
            {submitted.error && <CommandFailure title="You are not signed in" error={submitted.error} />}
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
            <FormGroup label="Password" fieldId="password" isRequired>
              <TextInput
                id="password"
                name="password"
                type="password"
                autoComplete="current-password"
                isRequired
                autoFocus
                ref={passwordInput}
                value={password}
                onChange={(_event, value) => setPassword(value)}
              />
            </FormGroup>
            <ActionGroup>
              <Button type="submit" isBlock isLoading={submitted.isPending} isDisabled={submitted.isPending}>
                Sign in
              </Button>
            </ActionGroup>
            <Content component="small">
              The first administrator is <em>admin</em>; the server printed the password when it was started
              for the first time.
            </Content>
          </Form>
        </CardBody>
      </Card>
    </main>
  );
}
