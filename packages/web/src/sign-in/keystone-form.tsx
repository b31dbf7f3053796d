import type { OfferedWay, Session } from '@evenkeel/contract';
import { ActionGroup, Button, Content, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import { signInAtKeystone } from './api.ts';

interface KeystoneFormProps {
  way: OfferedWay;
  onSignedIn: (session: Session) => void;
  onBack: () => void;
}

/** One's own account in a cloud. */
export function KeystoneForm({ way, onSignedIn, onBack }: KeystoneFormProps) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [domain, setDomain] = useState(way.domain ?? '');
  const submitted = useMutation({ mutationFn: signInAtKeystone, onSuccess: onSignedIn });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!username || !password || !domain || submitted.isPending) return;
    submitted.mutate({ wayId: way.id, username, password, domain });
  };
  const field = (id: string, label: string, value: string, onChange: (value: string) => void) => (
    <FormGroup label={label} fieldId={id} isRequired>
      <TextInput
        id={id}
        name={id}
        type={id === 'password' ? 'password' : 'text'}
        autoComplete={{ username: 'username', password: 'current-password' }[id] ?? 'off'}
        autoCapitalize="none"
        autoFocus={id === 'username'}
        isRequired
        value={value}
        onChange={(_event, text) => onChange(text)}
      />
    </FormGroup>
  );
  return (
    <Form onSubmit={submit}>
      {submitted.error && <CommandFailure title="You are not signed in" error={submitted.error} />}
      <Content component="p">
        With your account in <strong>{way.name}</strong>. Your password goes there and is kept nowhere; what
        you may here follows from your roles there.
      </Content>
      {field('username', 'User name', username, setUsername)}
      {field('password', 'Password', password, setPassword)}
      {field('domain', 'Domain', domain, setDomain)}
      <ActionGroup>
        <Button type="submit" isLoading={submitted.isPending} isDisabled={submitted.isPending}>
          Sign in
        </Button>
        <Button variant="link" onClick={onBack}>
          Sign in another way
        </Button>
      </ActionGroup>
    </Form>
  );
}
