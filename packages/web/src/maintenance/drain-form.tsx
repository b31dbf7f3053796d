import type { MaintenanceKind } from '@evenkeel/contract';
import { ActionGroup, Button, ExpandableSection, Form, FormAlert } from '@patternfly/react-core';
import { type FormEvent, useState } from 'react';
import { MayButton } from '../access/may-button.tsx';
import { CommandFailure } from '../parts/trouble.tsx';
import { LimitFields, NO_LIMITS } from '../run/limit-fields.tsx';
import '../run/run.css';
import { instancesInWords, limitsInWords } from '../run/run-words.ts';
import { DrainHosts } from './drain-form-hosts.tsx';
import { DrainFormPreview } from './drain-form-preview.tsx';
import { FencingQuestion } from './fencing-question.tsx';
import './maintenance.css';
import { ReasonField } from './reason-field.tsx';
import { useDrainPlan } from './use-drain-plan.ts';
import { useStart } from './use-start.ts';

interface DrainFormProps {
  kind: MaintenanceKind;
  providerId: string;
  /** At least one. */
  names: readonly string[];
  onNames: (names: string[]) => void;
  onCancel: () => void;
}

/** The preview first, then the choices, the reason, and only then the button that sends something. */
export function DrainForm({ kind, providerId, names, onNames, onCancel }: DrainFormProps) {
  const [reason, setReason] = useState('');
  const [isFenced, setIsFenced] = useState(false);
  const [limits, setLimits] = useState(NO_LIMITS);
  const [showsLimits, setShowsLimits] = useState(false);
  const start = useStart();
  const hosts = names.map((host) => ({ providerId, host }));
  const drain = useDrainPlan(kind, hosts, limits, !start.isSent);
  const { plans, missing, choices } = drain;
  const isEvacuation = kind === 'evacuation';
  const fencing = plans?.[0]?.fencing ?? null;
  const isUnsure = isEvacuation && !isFenced;
  const isBlocked = (plans ?? []).some(({ blockers }) =>
    blockers.some(({ instanceId }) => instanceId === null),
  );
  const isMany = names.length > 1;
  const send = (event: FormEvent) => {
    event.preventDefault();
    start.send({ kind, fenced: isFenced, hosts, choices, limits, reason: reason.trim() });
  };
  return (
    <Form
      onSubmit={send}
      aria-label={isEvacuation ? `Evacuate ${names.join(', ')}` : `Put ${names.join(', ')} into maintenance`}
    >
      {start.error && (
        <FormAlert>
          <CommandFailure title="Nothing was begun" error={start.error} />
        </FormAlert>
      )}
      {!isEvacuation && <DrainHosts providerId={providerId} names={names} onChange={onNames} />}
      <DrainFormPreview kind={kind} drain={drain} />
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
      <ReasonField value={reason} isMany={isMany} onChange={setReason} />
      {fencing !== null && (
        <FencingQuestion sentence={fencing} isConfirmed={isFenced} onConfirm={setIsFenced} />
      )}
      <ActionGroup className="evenkeel-form-actions">
        <MayButton
          action="maintain"
          at={{ providerId }}
          type="submit"
          isLoading={start.isSent}
          isDisabled={start.isSent || isBlocked || isUnsure || missing !== 0}
        >
          {isEvacuation
            ? 'Evacuate this host'
            : isMany
              ? `Empty these ${names.length} hosts`
              : 'Empty this host'}
        </MayButton>
        <Button variant="link" onClick={onCancel}>
          Cancel
        </Button>
        <span role="status" className="evenkeel-muted evenkeel-submit-note">
          {noteOn({ kind, isBlocked, isUnsure, missing: plans === undefined ? null : missing })}
        </span>
      </ActionGroup>
    </Form>
  );
}

interface Standing {
  kind: MaintenanceKind;
  isBlocked: boolean;
  /** Nobody has confirmed yet that the lost host is off or cut off. */
  isUnsure: boolean;
  missing: number | null;
}

function noteOn({ kind, isBlocked, isUnsure, missing }: Standing): string {
  const done = kind === 'evacuation' ? 'evacuated' : 'emptied';
  if (isBlocked) return `It can not be ${done} now: the reasons stand on top.`;
  if (missing === null) return 'The plan is being made anew.';
  if (missing > 0)
    return `${instancesInWords(missing)} still ${missing === 1 ? 'needs' : 'need'} a choice above.`;
  return isUnsure
    ? 'First make sure that the host is off or cut off, and tick the box above.'
    : 'Nothing has been sent yet.';
}
