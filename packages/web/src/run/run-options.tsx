import type { RunLimits, RunOrder } from '@evenkeel/contract';
import { ExpandableSection, FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useState } from 'react';
import { LimitFields, NO_LIMITS } from './limit-fields.tsx';
import './run.css';
import { limitsInWords, ORDER_WORDS } from './run-words.ts';

/** How a run of several instances is carried out. */
export interface RunSettings {
  limits: RunLimits;
  order: RunOrder;
}

export const DEFAULT_RUN_SETTINGS: RunSettings = {
  limits: NO_LIMITS,
  order: 'given',
};

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
        <LimitFields limits={limits} onChange={(next) => onChange({ ...settings, limits: next })} />
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
