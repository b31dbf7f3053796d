import {
  ActionGroup,
  Alert,
  Button,
  ClipboardCopy,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  TextInput,
} from '@patternfly/react-core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { providersQuery } from '../api/queries.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { createToken } from '../sign-in/api.ts';

const DAY_SECONDS = 24 * 3600;
const ENDS = [
  { words: 'in a day', value: String(DAY_SECONDS) },
  { words: 'in 30 days', value: String(30 * DAY_SECONDS) },
  { words: 'in 90 days', value: String(90 * DAY_SECONDS) },
  { words: 'in a year', value: String(365 * DAY_SECONDS) },
  { words: 'never: until somebody revokes it', value: 'never' },
];
const ROLES = ['viewer', 'operator', 'administrator'] as const;

/** A token is shown this once, so the form stays until the person has it. */
export function NewTokenForm({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const { data: providers } = useQuery(providersQuery);
  const [name, setName] = useState('');
  const [role, setRole] = useState('');
  const [providerId, setProvider] = useState('');
  const [ends, setEnds] = useState(String(90 * DAY_SECONDS));
  const made = useMutation({ mutationFn: createToken, onSuccess: onMade });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim() || made.isPending) return;
    const expiresInSeconds = ends === 'never' ? null : Number(ends);
    const scope = { role: ROLES.find((one) => one === role) ?? null, providerId: providerId || null };
    made.mutate({ name, scope, expiresInSeconds });
  };
  if (made.data)
    return (
      <Alert variant="success" isInline title={`The token "${made.data.name}"`} component="p">
        <p>It is shown this once. Keep it as you keep a password.</p>
        <ClipboardCopy isReadOnly hoverTip="Copy" clickTip="Copied">
          {made.data.token}
        </ClipboardCopy>
        <Button variant="link" isInline onClick={onClose}>
          I have it
        </Button>
      </Alert>
    );
  return (
    <Form onSubmit={submit} isWidthLimited className="evenkeel-new-token">
      {made.error && <CommandFailure title="No token was made" error={made.error} />}
      <FormGroup label="What is it for?" fieldId="token-name" isRequired>
        <TextInput
          id="token-name"
          isRequired
          maxLength={100}
          autoFocus
          value={name}
          onChange={(_event, value) => setName(value)}
        />
      </FormGroup>
      <FormGroup label="It may at most" fieldId="token-role">
        <FormSelect id="token-role" value={role} onChange={(_event, value) => setRole(value)}>
          <FormSelectOption value="" label="what I may" />
          {ROLES.map((one) => (
            <FormSelectOption key={one} value={one} label={`the role ${one}`} />
          ))}
        </FormSelect>
      </FormGroup>
      <FormGroup label="In" fieldId="token-provider">
        <FormSelect id="token-provider" value={providerId} onChange={(_event, value) => setProvider(value)}>
          <FormSelectOption value="" label="every provider of mine" />
          {(providers ?? []).map(({ id, name: provider }) => (
            <FormSelectOption key={id} value={id} label={provider} />
          ))}
        </FormSelect>
      </FormGroup>
      <FormGroup label="It ends" fieldId="token-ends">
        <FormSelect id="token-ends" value={ends} onChange={(_event, value) => setEnds(value)}>
          {ENDS.map(({ words, value }) => (
            <FormSelectOption key={value} value={value} label={words} />
          ))}
        </FormSelect>
      </FormGroup>
      <ActionGroup>
        <Button type="submit" isLoading={made.isPending} isDisabled={made.isPending}>
          Make token
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ActionGroup>
    </Form>
  );
}
