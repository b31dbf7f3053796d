import type { HostPlan, HostReference } from '@evenkeel/contract';
import {
  ActionGroup,
  Button,
  Form,
  FormAlert,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Skeleton,
  TextInput,
  Title,
} from '@patternfly/react-core';
import { type FormEvent, useState } from 'react';
import { CommandFailure, LoadFailure } from '../parts/trouble.tsx';
import { instancesInWords } from '../run/run-words.ts';
import { LoadList } from './load-list.tsx';
import './maintenance.css';
import { PlanSummary } from './plan-summary.tsx';
import { StayChoices } from './stay-choices.tsx';
import { StepsTable } from './steps-table.tsx';
import { useDrainPlan } from './use-drain-plan.ts';
import { useStart } from './use-start.ts';

const LONGEST_REASON = 150;

/** The preview first, then the choices, the reason, and only then the button that sends something. */
export function DrainForm({ host, onCancel }: { host: HostReference; onCancel: () => void }) {
  const [reason, setReason] = useState('');
  const start = useStart(host);
  const { query, plan, stays, missing, choices, choose, chooseOthers } = useDrainPlan(host, !start.isSent);
  if (plan === undefined) {
    return query.error ? (
      <LoadFailure what="The plan" error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton height="20rem" screenreaderText="The plan is being made" />
    );
  }
  const isBlocked = plan.blockers.some(({ instanceId }) => instanceId === null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    start.send(choices, reason.trim());
  };
  return (
    <Form onSubmit={send} aria-label={`Put ${host.host} into maintenance`}>
      {start.error && (
        <FormAlert>
          <CommandFailure title="Nothing was begun" error={start.error} />
        </FormAlert>
      )}
      {query.error && (
        <FormAlert>
          <CommandFailure
            title="The plan could not be made anew; this is the one before"
            error={query.error}
          />
        </FormAlert>
      )}
      <PlanSummary plan={plan} />
      {stays.length > 0 && (
        <StayChoices
          stays={stays}
          blockers={plan.blockers}
          others={choices.others}
          onChoose={choose}
          onOthers={chooseOthers}
        />
      )}
      <PlanTables plan={plan} isStale={missing === null} />
      <FormGroup label="Reason" fieldId="maintenance-reason">
        <TextInput
          id="maintenance-reason"
          value={reason}
          maxLength={LONGEST_REASON}
          aria-describedby="maintenance-reason-help"
          onChange={(_event, value) => setReason(value)}
        />
        <FormHelperText>
          <HelperText>
            <HelperTextItem id="maintenance-reason-help">
              For the people who find the host disabled: it stands in Nova too.
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
      <ActionGroup className="evenkeel-form-actions">
        <Button
          type="submit"
          isLoading={start.isSent}
          isDisabled={start.isSent || isBlocked || missing !== 0}
        >
          Empty this host
        </Button>
        <Button variant="link" onClick={onCancel}>
          Cancel
        </Button>
        <span role="status" className="evenkeel-muted evenkeel-submit-note">
          {noteOn(isBlocked, missing)}
        </span>
      </ActionGroup>
    </Form>
  );
}

function noteOn(isBlocked: boolean, missing: number | null): string {
  if (isBlocked) return 'It can not be emptied now: the reasons stand on top.';
  if (missing === null) return 'The plan is being made anew.';
  return missing === 0
    ? 'Nothing has been sent yet.'
    : `${instancesInWords(missing)} still ${missing === 1 ? 'needs' : 'need'} a choice above.`;
}

function PlanTables({ plan, isStale }: { plan: HostPlan; isStale: boolean }) {
  if (plan.moves.length === 0) return null;
  return (
    <section className={`evenkeel-stack ${isStale ? 'evenkeel-checking' : ''}`} aria-busy={isStale}>
      <Title headingLevel="h2">Where each would go</Title>
      <StepsTable
        title="Where each would go"
        providerId={plan.providerId}
        moves={plan.moves}
        load={plan.load}
      />
      <Title headingLevel="h2">Load on the way</Title>
      <LoadList load={plan.load} />
    </section>
  );
}
