import type { OutsideStep } from '@evenkeel/contract';
import { Content, FormGroup, FormSelect, FormSelectOption, Radio, TextArea } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { outsideStepsQuery } from '../api/queries.ts';
import { OUTSIDE_WORDS } from './campaign-words.ts';
import type { SettingsProps } from './form-pace.tsx';
import { NumberField } from './number-field.tsx';

const PROGRAM_MINUTES = 120;
/** What the forecast takes for the work, until somebody says better. */
const USUAL_MINUTES = 30;
const MOST_MINUTES = 43_200;

function emptyStep(kind: OutsideStep['kind']): OutsideStep {
  switch (kind) {
    case 'none':
      return { kind };
    case 'person':
      return { kind, instructions: '', timeoutMinutes: null };
    case 'webhook':
    case 'command':
      return { kind, name: '', timeoutMinutes: PROGRAM_MINUTES };
  }
}

/** What is done with a host while it is empty, and by whom. */
export function FormOutside({ settings, onChange }: SettingsProps) {
  const { outside } = settings;
  const choose = (kind: OutsideStep['kind']) =>
    onChange({ outside: emptyStep(kind), outsideMinutes: kind === 'none' ? 0 : USUAL_MINUTES });
  const timeout = (
    <NumberField
      id="outside-timeout"
      label="Failed when not done within (minutes)"
      value={outside.kind === 'none' ? null : outside.timeoutMinutes}
      most={MOST_MINUTES}
      empty={outside.kind === 'person' ? 'waits for ever' : undefined}
      onChange={(timeoutMinutes) => {
        if (outside.kind === 'person') onChange({ outside: { ...outside, timeoutMinutes } });
        else if (outside.kind !== 'none' && timeoutMinutes !== null)
          onChange({ outside: { ...outside, timeoutMinutes } });
      }}
    />
  );
  return (
    <>
      <FormGroup
        role="radiogroup"
        label="What is done with a host while it is empty"
        fieldId="outside-kind"
        isStack
      >
        {(Object.keys(OUTSIDE_WORDS) as OutsideStep['kind'][]).map((kind) => (
          <Radio
            key={kind}
            id={`outside-kind-${kind}`}
            name="outside-kind"
            label={OUTSIDE_WORDS[kind]}
            isChecked={outside.kind === kind}
            onChange={() => choose(kind)}
          />
        ))}
      </FormGroup>
      {outside.kind === 'person' && (
        <FormGroup label="What is to be done" fieldId="outside-instructions">
          <TextArea
            id="outside-instructions"
            value={outside.instructions}
            maxLength={1000}
            autoResize
            placeholder="for whoever does it, such as: put in the new memory, ticket 4711"
            onChange={(_event, instructions) => onChange({ outside: { ...outside, instructions } })}
          />
        </FormGroup>
      )}
      {(outside.kind === 'webhook' || outside.kind === 'command') && (
        <NamedStep step={outside} onName={(name) => onChange({ outside: { ...outside, name } })} />
      )}
      {outside.kind !== 'none' && (
        <div className="evenkeel-fields">
          <NumberField
            id="outside-minutes"
            label="It usually takes (minutes)"
            value={settings.outsideMinutes}
            least={0}
            most={MOST_MINUTES}
            help="For the forecast alone."
            onChange={(outsideMinutes) => outsideMinutes !== null && onChange({ outsideMinutes })}
          />
          {timeout}
        </div>
      )}
    </>
  );
}

interface NamedStepProps {
  step: Extract<OutsideStep, { name: string }>;
  onName: (name: string) => void;
}

/** Which of those that the server knows. */
function NamedStep({ step, onName }: NamedStepProps) {
  const { data: known } = useQuery(outsideStepsQuery);
  const names = (known ?? []).filter(({ kind }) => kind === step.kind).map(({ name }) => name);
  if (known !== undefined && names.length === 0) {
    return (
      <Content component="p">
        {step.kind === 'webhook'
          ? 'There is no webhook yet: an administrator adds one by the API (POST /api/v1/webhooks).'
          : 'There is no command yet: who runs the server names them in a file (--commands FILE).'}
      </Content>
    );
  }
  return (
    <FormGroup label={step.kind === 'webhook' ? 'Webhook' : 'Command'} fieldId="outside-name" isRequired>
      <FormSelect
        id="outside-name"
        className="evenkeel-host-select"
        value={step.name}
        onChange={(_event, name) => onName(name)}
      >
        <FormSelectOption value="" label="Choose one" isPlaceholder />
        {names.map((name) => (
          <FormSelectOption key={name} value={name} label={name} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}
