import type { NewProvider } from '@evenkeel/contract';
import {
  ActionGroup,
  Button,
  Checkbox,
  ExpandableSection,
  FileUpload,
  Form,
  FormAlert,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Radio,
} from '@patternfly/react-core';
import { type FormEvent, useState } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import { EMPTY_DRAFT, newProviderOf, type ProviderDraft, wrongFields } from './provider-draft.ts';
import { TextField } from './text-field.tsx';

interface ProviderFormProps {
  onSubmit: (provider: NewProvider) => void;
  isPending: boolean;
  error: Error | null;
  onCancel: () => void;
}

type TextKey = {
  [Key in keyof ProviderDraft]: ProviderDraft[Key] extends string ? Key : never;
}[keyof ProviderDraft];

export function ProviderForm({ onSubmit, isPending, error, onCancel }: ProviderFormProps) {
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [wasTried, setTried] = useState(false);
  const wrong = wasTried ? wrongFields(draft) : {};
  const set = (part: Partial<ProviderDraft>) => setDraft((now) => ({ ...now, ...part }));
  const text = (key: TextKey) => ({
    id: key,
    value: draft[key],
    onChange: (value: string) => set({ [key]: value }),
    wrong: wrong[key],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(wrongFields(draft));
    if (first) document.getElementById(first)?.focus();
    else if (!isPending) onSubmit(newProviderOf(draft));
  };
  const isPassword = draft.authType === 'password';
  return (
    <Form onSubmit={submit} isWidthLimited maxWidth="42rem" aria-label="Add provider" noValidate>
      {error && (
        <FormAlert>
          <CommandFailure title="The provider was not added" error={error} />
        </FormAlert>
      )}
      <TextField label="Name" isRequired {...text('name')} />
      <TextField
        label="Auth URL"
        isRequired
        help="Keystone’s address, such as https://keystone.example:5000/v3"
        {...text('authUrl')}
      />
      <TextField label="Region" help="May stay empty when the cloud has one region." {...text('region')} />
      <FormGroup role="radiogroup" isInline label="Sign in with" fieldId="auth-type">
        <Radio
          id="auth-password"
          name="auth-type"
          label="User and password"
          isChecked={isPassword}
          onChange={() => set({ authType: 'password' })}
        />
        <Radio
          id="auth-credential"
          name="auth-type"
          label="Application credential"
          isChecked={!isPassword}
          onChange={() => set({ authType: 'application-credential' })}
        />
      </FormGroup>
      {isPassword ? (
        <>
          <TextField label="User name" isRequired {...text('username')} />
          <TextField
            label="Password"
            type="password"
            autoComplete="new-password"
            isRequired
            {...text('password')}
          />
          <TextField label="Project" isRequired {...text('projectName')} />
          <TextField label="User domain" {...text('userDomain')} />
          <TextField label="Project domain" {...text('projectDomain')} />
        </>
      ) : (
        <>
          <TextField label="Credential id" isRequired {...text('credentialId')} />
          <TextField
            label="Credential secret"
            type="password"
            autoComplete="new-password"
            isRequired
            {...text('credentialSecret')}
          />
        </>
      )}
      <ConnectionFields draft={draft} set={set} />
      <ActionGroup>
        <Button type="submit" isLoading={isPending} isDisabled={isPending}>
          {isPending ? 'Signing in to the cloud' : 'Add provider'}
        </Button>
        <Button variant="link" onClick={onCancel}>
          Cancel
        </Button>
      </ActionGroup>
    </Form>
  );
}

interface ConnectionFieldsProps {
  draft: ProviderDraft;
  set: (part: Partial<ProviderDraft>) => void;
}

/** What most clouds do not need. */
function ConnectionFields({ draft, set }: ConnectionFieldsProps) {
  return (
    <ExpandableSection toggleText="Certificate authority and interface" isIndented>
      <div className="evenkeel-stack">
        <FormGroup label="Certificate authority" fieldId="ca-certificate">
          <FileUpload
            id="ca-certificate"
            type="text"
            value={draft.caCertificate}
            filenamePlaceholder="PEM file of a private authority, or paste it below"
            browseButtonText="Browse…"
            allowEditingUploadedText
            onDataChange={(_event, caCertificate) => set({ caCertificate })}
            onTextChange={(_event, caCertificate) => set({ caCertificate })}
            onClearClick={() => set({ caCertificate: '' })}
            aria-label="Certificate authority in PEM"
          />
        </FormGroup>
        <Checkbox
          id="verify"
          label="Verify the certificate of the cloud"
          description="Without it, whoever stands in between can read the password."
          isChecked={draft.verify}
          onChange={(_event, verify) => set({ verify })}
        />
        <FormGroup label="Interface" fieldId="interface">
          <FormSelect
            id="interface"
            value={draft.interface}
            onChange={(_event, value) => set({ interface: value as ProviderDraft['interface'] })}
          >
            {['public', 'internal', 'admin'].map((value) => (
              <FormSelectOption key={value} value={value} label={value} />
            ))}
          </FormSelect>
        </FormGroup>
      </div>
    </ExpandableSection>
  );
}
