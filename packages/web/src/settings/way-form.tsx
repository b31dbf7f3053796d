import type { SignInWay } from '@evenkeel/contract';
import { ActionGroup, Button, Form, FormAlert } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import type { useWayForm } from './use-way-form.ts';

interface Props {
  label: string;
  way: SignInWay | null;
  form: ReturnType<typeof useWayForm>;
  children: ReactNode;
}

/** What every form of a way to sign in has around its fields. */
export function WayForm({ label, way, form, children }: Props) {
  const navigate = useNavigate();
  return (
    <Form onSubmit={form.submit} isWidthLimited maxWidth="60rem" aria-label={label} noValidate>
      {form.error && (
        <FormAlert>
          <CommandFailure title="It was refused" error={form.error} />
        </FormAlert>
      )}
      {children}
      <ActionGroup className="evenkeel-form-actions">
        <Button type="submit" isLoading={form.isPending} isDisabled={form.isPending}>
          {way ? 'Save' : 'Add'}
        </Button>
        <Button variant="link" onClick={() => void navigate({ to: '/settings/sign-in' })}>
          Cancel
        </Button>
      </ActionGroup>
    </Form>
  );
}
