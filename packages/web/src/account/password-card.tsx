import {
  ActionGroup,
  Alert,
  Button,
  Card,
  CardBody,
  CardTitle,
  Form,
  FormGroup,
  TextInput,
} from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import { changePassword, ownSessionsQuery } from '../sign-in/api.ts';
import { NewPassword } from '../sign-in/new-password.tsx';

export function PasswordCard() {
  const client = useQueryClient();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const changed = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setCurrent('');
      setNew('');
      return client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (currentPassword && newPassword && !changed.isPending)
      changed.mutate({ currentPassword, newPassword });
  };
  return (
    <Card>
      <CardTitle component="h2">Password</CardTitle>
      <CardBody>
        <Form onSubmit={submit} isWidthLimited>
          {changed.error && <CommandFailure title="The password was not changed" error={changed.error} />}
          {changed.isSuccess && (
            <Alert variant="success" isInline title="The password is changed" component="p">
              Your other sessions have ended.
            </Alert>
          )}
          <FormGroup label="Current password" fieldId="current-password" isRequired>
            <TextInput
              id="current-password"
              type="password"
              autoComplete="current-password"
              isRequired
              value={currentPassword}
              onChange={(_event, value) => setCurrent(value)}
            />
          </FormGroup>
          <NewPassword value={newPassword} onChange={setNew} />
          <ActionGroup>
            <Button type="submit" isLoading={changed.isPending} isDisabled={changed.isPending}>
              Change password
            </Button>
          </ActionGroup>
        </Form>
      </CardBody>
    </Card>
  );
}
