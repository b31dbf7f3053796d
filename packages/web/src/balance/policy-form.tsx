import type { BalancePolicy } from '@evenkeel/contract';
import {
  ActionGroup,
  Button,
  Form,
  FormAlert,
  FormGroup,
  FormSection,
  TextInput,
} from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import '../campaign/campaign.css';
import { AskDialog } from '../maintenance/ask-dialog.tsx';
import { CommandFailure } from '../parts/trouble.tsx';
import { LimitFields } from '../run/limit-fields.tsx';
import { PolicyBounds } from './policy-bounds.tsx';
import { usualSettings } from './policy-draft.ts';
import { PolicyGoal } from './policy-goal.tsx';
import { PolicySchedule } from './policy-schedule.tsx';
import { removePolicy, savePolicy } from './queries.ts';

/** A new policy, or the next version of one that is there. */
export function PolicyForm({ providerId, policy }: { providerId: string; policy: BalancePolicy | null }) {
  const [name, setName] = useState(policy?.name ?? '');
  const [settings, setSettings] = useState(policy?.settings ?? usualSettings('even'));
  const [isRemoving, setRemoving] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = () => navigate({ to: '/balance/policies', search: { provider: providerId } });
  const onSuccess = async () => {
    await client.invalidateQueries({ queryKey: ['balance'] });
    await leave();
  };
  const save = useMutation({
    mutationFn: () => savePolicy({ providerId, name: name.trim(), settings }),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: () => removePolicy(policy?.id ?? ''), onSuccess });
  const change = (part: Partial<typeof settings>) => setSettings((before) => ({ ...before, ...part }));
  const send = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Form onSubmit={send} aria-label={policy ? `Policy ${policy.name}` : 'New policy'}>
      {save.error && (
        <FormAlert>
          <CommandFailure title="It was not saved" error={save.error} />
        </FormAlert>
      )}
      {policy === null && (
        <FormGroup label="Name" fieldId="policy-name" isRequired>
          <TextInput
            id="policy-name"
            value={name}
            maxLength={100}
            placeholder="nightly"
            onChange={(_event, typed) => setName(typed)}
          />
        </FormGroup>
      )}
      <FormSection title="What it wants" titleElement="h2">
        <PolicyGoal settings={settings} onChange={change} />
      </FormSection>
      <FormSection title="Bounds" titleElement="h2">
        <PolicyBounds settings={settings} onChange={change} />
      </FormSection>
      <FormSection title="Moves at once" titleElement="h2">
        <div className="evenkeel-fields">
          <LimitFields limits={settings.limits} onChange={(limits) => change({ limits })} />
        </div>
      </FormSection>
      <FormSection title="When" titleElement="h2">
        <PolicySchedule settings={settings} onChange={change} />
      </FormSection>
      <ActionGroup className="evenkeel-form-actions">
        <Button type="submit" isLoading={save.isPending} isDisabled={save.isPending || name.trim() === ''}>
          {policy ? `Save as version ${policy.version + 1}` : 'Save the policy'}
        </Button>
        <Button variant="link" onClick={() => void leave()}>
          Cancel
        </Button>
        {policy && (
          <Button variant="link" isDanger onClick={() => setRemoving(true)}>
            Remove…
          </Button>
        )}
      </ActionGroup>
      {isRemoving && (
        <AskDialog
          title={`Remove the policy ${name}?`}
          action="Remove the policy"
          isDanger
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setRemoving(false)}
        >
          <p>It looks no more. Runs that came of it go on, and its plans stay readable.</p>
        </AskDialog>
      )}
    </Form>
  );
}
