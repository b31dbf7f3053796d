import type { CampaignSettings } from '@evenkeel/contract';
import { Checkbox, ExpandableSection, FormGroup } from '@patternfly/react-core';
import { useState } from 'react';
import { LimitFields } from '../run/limit-fields.tsx';
import { limitsInWords } from '../run/run-words.ts';
import { NumberField } from './number-field.tsx';

export interface SettingsProps {
  settings: CampaignSettings;
  onChange: (part: Partial<CampaignSettings>) => void;
}

/** How many at a time, what counts as failed, and what becomes of the instances. */
export function FormPace({ settings, onChange }: SettingsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div className="evenkeel-fields">
        <NumberField
          id="campaign-at-once"
          label="Hosts at a time"
          value={settings.atOnce}
          most={100}
          onChange={(atOnce) => atOnce !== null && onChange({ atOnce })}
        />
        <NumberField
          id="campaign-per-zone"
          label="Of one zone at a time"
          value={settings.atOncePerZone}
          most={100}
          empty="no limit of its own"
          onChange={(atOncePerZone) => onChange({ atOncePerZone })}
        />
        <NumberField
          id="campaign-stop-after"
          label="Stop after so many failed hosts"
          value={settings.stopAfterFailures}
          most={1000}
          help="Then no other begins before a person resumes."
          onChange={(stopAfterFailures) => stopAfterFailures !== null && onChange({ stopAfterFailures })}
        />
        <NumberField
          id="campaign-attention"
          label="Failed when it waits for a person for (minutes)"
          value={settings.attentionMinutes}
          least={0}
          most={10_080}
          help="Such as an instance that needs a choice."
          onChange={(attentionMinutes) => attentionMinutes !== null && onChange({ attentionMinutes })}
        />
        <NumberField
          id="campaign-ready"
          label="Failed when it is not ready within (minutes)"
          value={settings.readyWithinMinutes}
          most={10_080}
          help="Ready: nova-compute has reported for a while and the hypervisor answers."
          onChange={(readyWithinMinutes) => readyWithinMinutes !== null && onChange({ readyWithinMinutes })}
        />
      </div>
      <FormGroup role="group" aria-label="Afterwards" fieldId="campaign-bring-back">
        <Checkbox
          id="campaign-bring-back"
          label="Bring the instances home"
          description="Each host gets back the instances that left it, before the next host goes."
          isChecked={settings.bringBack}
          onChange={(_event, bringBack) => onChange({ bringBack })}
        />
      </FormGroup>
      <ExpandableSection
        toggleText={`Limits of the moves: ${limitsInWords(settings.limits)}.`}
        isExpanded={isOpen}
        onToggle={(_event, open) => setOpen(open)}
        isIndented
      >
        <div className="evenkeel-fields">
          <LimitFields limits={settings.limits} onChange={(limits) => onChange({ limits })} />
        </div>
      </ExpandableSection>
    </>
  );
}
