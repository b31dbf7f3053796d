import type { BalanceGoal, BalanceSettings } from '@evenkeel/contract';
import { Checkbox, FormGroup, Radio } from '@patternfly/react-core';
import { NumberField } from '../campaign/number-field.tsx';
import { DIMENSIONS } from './balance-search.ts';
import { DIMENSION_WORDS, GOAL_WORDS } from './balance-words.ts';
import { usualGoal } from './policy-draft.ts';

export interface SettingsProps {
  settings: BalanceSettings;
  onChange: (part: Partial<BalanceSettings>) => void;
}

/** What the policy is for, and in what the load is counted. */
export function PolicyGoal({ settings, onChange }: SettingsProps) {
  const { goal, by } = settings;
  return (
    <>
      <FormGroup role="radiogroup" label="Goal" fieldId="policy-goal">
        {(Object.keys(GOAL_WORDS) as BalanceGoal['kind'][]).map((kind) => (
          <Radio
            key={kind}
            id={`goal-${kind}`}
            name="policy-goal"
            label={GOAL_WORDS[kind].words}
            description={GOAL_WORDS[kind].help}
            isChecked={goal.kind === kind}
            onChange={() => onChange({ goal: usualGoal(kind) })}
          />
        ))}
      </FormGroup>
      {'weights' in goal && (
        <FormGroup role="group" label="How much each counts" fieldId="weight-cpu">
          <div className="evenkeel-fields">
            {DIMENSIONS.map((dimension) => (
              <NumberField
                key={dimension}
                id={`weight-${dimension}`}
                label={DIMENSION_WORDS[dimension]}
                value={goal.weights[dimension] ?? null}
                least={0}
                most={100}
                empty="does not count"
                onChange={(weight) =>
                  onChange({
                    goal: { ...goal, weights: { ...goal.weights, [dimension]: weight ?? undefined } },
                  })
                }
              />
            ))}
          </div>
        </FormGroup>
      )}
      {goal.kind === 'hot' && (
        <NumberField
          id="goal-threshold"
          label="A host is hot over (%)"
          value={Math.round(goal.threshold * 100)}
          least={5}
          most={100}
          onChange={(percent) =>
            percent !== null && onChange({ goal: { ...goal, threshold: percent / 100 } })
          }
        />
      )}
      {goal.kind === 'consolidate' && (
        <div className="evenkeel-fields">
          <NumberField
            id="goal-ceiling"
            label="No host is filled over (%)"
            value={Math.round(goal.ceiling * 100)}
            least={5}
            most={100}
            onChange={(percent) =>
              percent !== null && onChange({ goal: { ...goal, ceiling: percent / 100 } })
            }
          />
          <NumberField
            id="goal-hosts"
            label="Hosts to empty, at most"
            value={goal.hosts}
            most={1000}
            empty="as many as can be"
            onChange={(hosts) => onChange({ goal: { ...goal, hosts } })}
          />
        </div>
      )}
      <Checkbox
        id="policy-by-use"
        label="By what is measured"
        description="Needs a Prometheus. Otherwise the load is what placement has given out. A host of which nothing is measured takes no part, and the plan says so."
        isChecked={by === 'use'}
        onChange={(_event, on) => onChange({ by: on ? 'use' : 'allocation' })}
      />
    </>
  );
}
