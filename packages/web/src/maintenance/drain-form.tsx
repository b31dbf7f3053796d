import {
  ActionGroup,
  Button,
  ExpandableSection,
  Form,
  FormAlert,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Skeleton,
  TextInput,
} from '@patternfly/react-core';
import { type FormEvent, useState } from 'react';
import { MayButton } from '../access/may-button.tsx';
import { CommandFailure, LoadFailure } from '../parts/trouble.tsx';
import { LimitFields, NO_LIMITS } from '../run/limit-fields.tsx';
import '../run/run.css';
import { instancesInWords, limitsInWords } from '../run/run-words.ts';
import { DrainHosts } from './drain-form-hosts.tsx';
import { JointSummary, PlanTables } from './drain-form-plans.tsx';
import './maintenance.css';
import { PlanSummary } from './plan-summary.tsx';
import { StayChoices } from './stay-choices.tsx';
import { useDrainPlan } from './use-drain-plan.ts';
import { useStart } from './use-start.ts';

const LONGEST_REASON = 150;

interface DrainFormProps {
  providerId: string;
  /** At least one. */
  names: readonly string[];
  onNames: (names: string[]) => void;
  onCancel: () => void;
}

/** The preview first, then the choices, the reason, and only then the button that sends something. */
export function DrainForm({ providerId, names, onNames, onCancel }: DrainFormProps) {
  const [reason, setReason] = useState('');
  const [limits, setLimits] = useState(NO_LIMITS);
  const [showsLimits, setShowsLimits] = useState(false);
  const start = useStart();
  const hosts = names.map((host) => ({ providerId, host }));
  const drain = useDrainPlan(hosts, limits, !start.isSent);
  const { query, plans, stays, missing, choices } = drain;
  const isBlocked = (plans ?? []).some(({ blockers }) =>
    blockers.some(({ instanceId }) => instanceId === null),
  );
  const isMany = names.length > 1;
  const send = (event: FormEvent) => {
    event.preventDefault();
    start.send({ hosts, choices, limits, reason: reason.trim() });
  };
  return (
    <Form onSubmit={send} aria-label={`Put ${names.join(', ')} into maintenance`}>
      {start.error && (
        <FormAlert>
          <CommandFailure title="Nothing was begun" error={start.error} />
        </FormAlert>
      )}
      <DrainHosts providerId={providerId} names={names} onChange={onNames} />
      {plans === undefined ? (
        query.error ? (
          <LoadFailure what="The plan" error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton height="20rem" screenreaderText="The plan is being made" />
        )
      ) : (
        <>
          {query.error && (
            <FormAlert>
              <CommandFailure
                title="The plan could not be made anew; this is the one before"
                error={query.error}
              />
            </FormAlert>
          )}
          {plans.length > 1 && <JointSummary plans={plans} />}
          {plans.map((plan) => (
            <PlanSummary key={plan.host} plan={plan} />
          ))}
          {stays.length > 0 && (
            <StayChoices
              stays={stays}
              namesHosts={isMany}
              blockers={plans.flatMap(({ blockers }) => blockers)}
              others={choices.others}
              onChoose={drain.choose}
              onOthers={drain.chooseOthers}
            />
          )}
          <PlanTables plans={plans} isStale={missing === null} />
        </>
      )}
      <ExpandableSection
        toggleText={`Limits: ${limitsInWords(limits)}.`}
        isExpanded={showsLimits}
        onToggle={(_event, open) => setShowsLimits(open)}
        isIndented
      >
        <div className="evenkeel-run-options">
          <LimitFields limits={limits} onChange={setLimits} />
        </div>
      </ExpandableSection>
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
              For the people who find the {isMany ? 'hosts' : 'host'} disabled: it stands in Nova too.
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
      <ActionGroup className="evenkeel-form-actions">
        <MayButton
          action="maintain"
          at={{ providerId }}
          type="submit"
          isLoading={start.isSent}
          isDisabled={start.isSent || isBlocked || missing !== 0}
        >
          {isMany ? `Empty these ${names.length} hosts` : 'Empty this host'}
        </MayButton>
        <Button variant="link" onClick={onCancel}>
          Cancel
        </Button>
        <span role="status" className="evenkeel-muted evenkeel-submit-note">
          {noteOn(isBlocked, plans === undefined ? null : missing)}
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
