import type { RunLimits } from '@evenkeel/contract';
import { FormGroup, TextInput } from '@patternfly/react-core';
import { wholeNumberOf } from '../parts/whole-number.ts';

export const NO_LIMITS: RunLimits = {
  perSourceHost: null,
  perDestinationHost: null,
  perZone: null,
  total: null,
};

const LIMITS: readonly { limit: keyof RunLimits; words: string; most: number }[] = [
  { limit: 'perSourceHost', words: 'From one host', most: 100 },
  { limit: 'perDestinationHost', words: 'To one host', most: 100 },
  { limit: 'perZone', words: 'In one zone', most: 1000 },
  { limit: 'total', words: 'In all', most: 1000 },
];

interface LimitFieldsProps {
  limits: RunLimits;
  onChange: (limits: RunLimits) => void;
}

/** How many may move at once. An empty field: only the provider's own limit holds. */
export function LimitFields({ limits, onChange }: LimitFieldsProps) {
  return LIMITS.map(({ limit, words, most }) => (
    <FormGroup key={limit} label={`${words}, at once`} fieldId={`limit-${limit}`}>
      <TextInput
        id={`limit-${limit}`}
        type="number"
        min={1}
        max={most}
        placeholder="as the provider has it"
        value={limits[limit] ?? ''}
        onChange={(_event, typed) => onChange({ ...limits, [limit]: wholeNumberOf(typed, 1, most) })}
      />
    </FormGroup>
  ));
}
