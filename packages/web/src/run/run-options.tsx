import type { RunLimits, RunOrder } from '@evenkeel/contract';
import {
  ExpandableSection,
  FormGroup,
  FormSelect,
  FormSelectOption,
  TextInput,
} from '@patternfly/react-core';
import { useState } from 'react';
import './run.css';
import { limitsInWords, ORDER_WORDS } from './run-words.ts';

/** How a run of several instances is carried out. */
export interface RunSettings {
  limits: RunLimits;
  order: RunOrder;
}

export const DEFAULT_RUN_SETTINGS: RunSettings = {
  limits: { perSourceHost: null, perDestinationHost: null, perZone: null, total: null },
  order: 'given',
};

const LIMITS: readonly { limit: keyof RunLimits; words: string; most: number }[] = [
  { limit: 'perSourceHost', words: 'From one host', most: 100 },
  { limit: 'perDestinationHost', words: 'To one host', most: 100 },
  { limit: 'perZone', words: 'In one zone', most: 1000 },
  { limit: 'total', words: 'In all', most: 1000 },
];

interface RunOptionsProps {
  settings: RunSettings;
  onChange: (settings: RunSettings) => void;
}

/** For several instances: how many move at once, and in which order they begin. */
export function RunOptions({ settings, onChange }: RunOptionsProps) {
  const { limits, order } = settings;
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection
      toggleText={`Limits: ${limitsInWords(limits)}. Order: ${ORDER_WORDS[order].toLowerCase()}.`}
      isExpanded={isOpen}
      onToggle={(_event, open) => setOpen(open)}
      isIndented
    >
      <div className="evenkeel-run-options">
        {LIMITS.map(({ limit, words, most }) => (
          <FormGroup key={limit} label={`${words}, at once`} fieldId={`limit-${limit}`}>
            <TextInput
              id={`limit-${limit}`}
              type="number"
              min={1}
              max={most}
              placeholder="as the provider has it"
              value={limits[limit] ?? ''}
              onChange={(_event, typed) =>
                onChange({ ...settings, limits: { ...limits, [limit]: numberOf(typed, most) } })
              }
            />
          </FormGroup>
        ))}
        <FormGroup label="Order" fieldId="run-order">
          <FormSelect
            id="run-order"
            value={order}
            onChange={(_event, chosen) => onChange({ ...settings, order: chosen as RunOrder })}
          >
            {(Object.keys(ORDER_WORDS) as RunOrder[]).map((value) => (
              <FormSelectOption key={value} value={value} label={ORDER_WORDS[value]} />
            ))}
          </FormSelect>
        </FormGroup>
      </div>
    </ExpandableSection>
  );
}

/** Null for an empty field: then only the provider's own limits hold. */
function numberOf(typed: string, most: number): number | null {
  const number = Math.round(Number(typed));
  return typed === '' || Number.isNaN(number) ? null : Math.min(most, Math.max(1, number));
}
