import type { BalanceGoal, BalancePolicy } from '@evenkeel/contract';
import { Button, Content } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { FilterSelect } from '../parts/filter-select.tsx';
import { CommandFailure } from '../parts/trouble.tsx';
import { GOAL_WORDS, settingsInWords } from './balance-words.ts';
import { usualSettings } from './policy-draft.ts';
import { makePlan, NO_EDITS, planQuery, policiesQuery } from './queries.ts';

const POLICY = 'policy ';
const GOALS: readonly BalanceGoal['kind'][] = ['hot', 'consolidate', 'spare'];

/** By a policy, or by one of the goals as it usually is; then the plan is made and shown. Nothing is sent. */
export function PlanMaker({ providerId, policy }: { providerId: string; policy: string | undefined }) {
  const { data: policies } = useQuery(policiesQuery(providerId));
  const [choice, setChoice] = useState<string | undefined>(policy && `${POLICY}${policy}`);
  const client = useQueryClient();
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: () => makePlan({ providerId, ...wishOf(choice), ...NO_EDITS }),
    onSuccess: (plan) => {
      client.setQueryData(planQuery(plan.id).queryKey, plan);
      void client.invalidateQueries({ queryKey: ['balance', 'plans'] });
      return navigate({ to: '/balance/plans/$planId', params: { planId: plan.id } });
    },
  });
  return (
    <section className="evenkeel-stack" aria-label="Make a plan">
      {make.error && <CommandFailure title="No plan was made" error={make.error} />}
      <div className="evenkeel-plan-form">
        <FilterSelect
          label="Plan by"
          any={`${GOAL_WORDS.even.words}, by memory and CPU`}
          value={choice}
          options={[
            ...GOALS.map((kind) => ({ value: kind, words: GOAL_WORDS[kind].words })),
            ...(policies ?? []).map(({ name }) => ({ value: `${POLICY}${name}`, words: `Policy ${name}` })),
          ]}
          onChange={setChoice}
        />
        <Button onClick={() => make.mutate()} isLoading={make.isPending} isDisabled={make.isPending}>
          Make a plan
        </Button>
        <span className="evenkeel-muted">You see it first: nothing is sent before somebody approves it.</span>
      </div>
      <Content component="p" className="evenkeel-muted">
        {helpOn(choice, policies)}
      </Content>
    </section>
  );
}

function wishOf(choice: string | undefined) {
  if (choice?.startsWith(POLICY)) return { policy: choice.slice(POLICY.length) };
  return { settings: usualSettings((choice ?? 'even') as BalanceGoal['kind']) };
}

function helpOn(choice: string | undefined, policies: readonly BalancePolicy[] | undefined): string {
  const policy = policies?.find(({ name }) => choice === `${POLICY}${name}`);
  if (policy) return `${settingsInWords(policy.settings)}.`;
  return GOAL_WORDS[(choice ?? 'even') as BalanceGoal['kind']]?.help ?? '';
}
