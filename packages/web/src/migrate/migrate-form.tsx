import type { InstanceReference, MigrateOptions, Preflight } from '@evenkeel/contract';
import { ActionGroup, Button, Form, FormAlert, Skeleton, Title } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';
import { InstancesToMove } from './instances-to-move.tsx';
import { Obstacles } from './obstacles.tsx';
import { HOST_SELECT_ID, OptionFields } from './option-fields.tsx';
import type { Submit } from './submit.ts';
import { VerdictTable } from './verdict-table.tsx';

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
  const { data, error } = preflight;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isAuto && options.host === null) {
      setHostMissing(true);
      document.getElementById(HOST_SELECT_ID)?.focus();
      return;
    }
    submit.send(options);
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
      <section aria-labelledby="verdicts-title">
        <Title headingLevel="h2" size="md" id="verdicts-title">
          {isAuto ? 'Hosts the cloud can choose from' : 'Hosts'}
        </Title>
        {error && !data ? (
          <CommandFailure title="The hosts could not be checked" error={error} />
        ) : data === undefined ? (
          <Skeleton height="10rem" screenreaderText="Checking the hosts" />
        ) : (
          <VerdictTable
            verdicts={data.hosts}
            chosen={options.host}
            isChecking={preflight.isPlaceholderData}
            count={references.length}
          />
        )}
      </section>
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
