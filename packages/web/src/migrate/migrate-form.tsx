import type { InstanceReference, MigrateOptions, Preflight } from '@evenkeel/contract';
import { ActionGroup, Button, Form, FormAlert } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import { DEFAULT_RUN_SETTINGS, RunOptions } from '../run/run-options.tsx';
import { HostVerdicts } from './host-verdicts.tsx';
import { InstancesToMove } from './instances-to-move.tsx';
import { Obstacles } from './obstacles.tsx';
import { HOST_SELECT_ID, OptionFields } from './option-fields.tsx';
import type { Submit } from './submit.ts';

interface MigrateFormProps {
  references: readonly InstanceReference[];
  options: MigrateOptions;
  onChange: (options: MigrateOptions) => void;
  preflight: UseQueryResult<Preflight>;
  submit: Submit;
  onCancel: () => void;
}

export function MigrateForm({
  references,
  options,
  onChange,
  preflight,
  submit,
  onCancel,
}: MigrateFormProps) {
  const [isAuto, setAuto] = useState(true);
  const [isHostMissing, setHostMissing] = useState(false);
  const [settings, setSettings] = useState(DEFAULT_RUN_SETTINGS);
  const { data } = preflight;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isAuto && options.host === null) {
      setHostMissing(true);
      document.getElementById(HOST_SELECT_ID)?.focus();
      return;
    }
    submit.send(options, settings);
  };
  const isNobodyFree = submit.count === 0;
  return (
    <Form onSubmit={send} aria-label="Migrate Instance" className="evenkeel-migrate">
      {submit.error && (
        <FormAlert>
          <CommandFailure title="Nothing was submitted" error={submit.error} />
        </FormAlert>
      )}
      {data && <Obstacles instances={data.instances} />}
      <InstancesToMove references={references} preflight={data} />
      <OptionFields
        isAuto={isAuto}
        onAuto={(on) => {
          setAuto(on);
          setHostMissing(false);
          onChange({ ...options, host: null });
        }}
        options={options}
        onChange={(next) => {
          setHostMissing(false);
          onChange(next);
        }}
        hosts={data?.hosts}
        isHostMissing={isHostMissing}
      />
      {references.length > 1 && <RunOptions settings={settings} onChange={setSettings} />}
      <HostVerdicts
        preflight={preflight}
        options={options}
        isAuto={isAuto}
        onChoose={(host) => {
          setHostMissing(false);
          onChange({ ...options, host });
        }}
      />
      <ActionGroup className="evenkeel-form-actions">
        <Button type="submit" isLoading={submit.isPending} isDisabled={submit.isPending || isNobodyFree}>
          Submit
        </Button>
        <Button variant="link" onClick={onCancel}>
          Cancel
        </Button>
        <span className="evenkeel-muted evenkeel-submit-note">
          {isNobodyFree
            ? 'Nothing to submit: the reasons stand on top.'
            : submit.count < references.length &&
              `${submit.count} of ${references.length} will be migrated; the others stay, for the reasons on top.`}
        </span>
      </ActionGroup>
    </Form>
  );
}
