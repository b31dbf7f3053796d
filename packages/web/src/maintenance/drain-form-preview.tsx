import type { MaintenanceKind } from '@evenkeel/contract';
import { FormAlert, Skeleton } from '@patternfly/react-core';
import { CommandFailure, LoadFailure } from '../parts/trouble.tsx';
import { JointSummary, PlanTables } from './drain-form-plans.tsx';
import { PlanSummary } from './plan-summary.tsx';
import { StayChoices } from './stay-choices.tsx';
import type { DrainPlan } from './use-drain-plan.ts';

/** What would be done, with the choices that a person has to make, or why that can not be told. */
export function DrainFormPreview({ kind, drain }: { kind: MaintenanceKind; drain: DrainPlan }) {
  const { query, plans, stays, missing, choices } = drain;
  if (plans === undefined)
    return query.error ? (
      <LoadFailure what="The plan" error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton height="20rem" screenreaderText="The plan is being made" />
    );
  return (
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
        <PlanSummary key={plan.host} plan={plan} kind={kind} />
      ))}
      {stays.length > 0 && (
        <StayChoices
          kind={kind}
          stays={stays}
          namesHosts={plans.length > 1}
          blockers={plans.flatMap(({ blockers }) => blockers)}
          others={choices.others}
          onChoose={drain.choose}
          onOthers={drain.chooseOthers}
        />
      )}
      <PlanTables plans={plans} isStale={missing === null} kind={kind} />
    </>
  );
}
