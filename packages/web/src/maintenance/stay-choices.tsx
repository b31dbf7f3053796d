import type { PlanBlocker, PlannedStay, StayChoice } from '@evenkeel/contract';
import { Content, FormFieldGroup, FormFieldGroupHeader, FormGroup, Radio } from '@patternfly/react-core';
import { CHOICE_WORDS } from './maintenance-words.ts';

interface StayChoicesProps {
  stays: readonly PlannedStay[];
  blockers: readonly PlanBlocker[];
  /** For those that are not named, and for such as turn up later; null asks. */
  others: StayChoice | null;
  onChoose: (instanceId: string, choice: StayChoice) => void;
  onOthers: (choice: StayChoice | null) => void;
}

const FOR_ALL: readonly StayChoice[] = ['leave', 'cold-migrate', 'wait', 'skip'];

/** What becomes of each instance that does not simply leave. Nothing is decided here but by a person. */
export function StayChoices({ stays, blockers, others, onChoose, onOthers }: StayChoicesProps) {
  return (
    <FormFieldGroup
      header={
        <FormFieldGroupHeader
          titleText={{ text: 'Instances that do not simply leave', id: 'stays-title' }}
          titleDescription="Say what is to become of each. No guest is ever stopped."
        />
      }
    >
      {stays.map((stay) => (
        <Stay
          key={stay.instanceId}
          stay={stay}
          nextStep={blockers.find(({ instanceId }) => instanceId === stay.instanceId)?.nextStep ?? null}
          onChoose={(choice) => onChoose(stay.instanceId, choice)}
        />
      ))}
      <FormGroup
        role="radiogroup"
        label="All that are not chosen above, and such as turn up later"
        fieldId="stay-others"
      >
        <Radio
          id="stay-others-ask"
          name="stay-others"
          label="Ask for each"
          isChecked={others === null}
          onChange={() => onOthers(null)}
        />
        {FOR_ALL.map((choice) => (
          <Radio
            key={choice}
            id={`stay-others-${choice}`}
            name="stay-others"
            label={FOR_ALL_WORDS[choice]}
            isChecked={others === choice}
            onChange={() => onOthers(choice)}
          />
        ))}
      </FormGroup>
    </FormFieldGroup>
  );
}

const FOR_ALL_WORDS: Readonly<Partial<Record<StayChoice, string>>> = {
  leave: 'Leave them there',
  'cold-migrate': 'Migrate those cold that are stopped',
  wait: 'Wait for them',
  skip: 'Skip them',
};

interface StayProps {
  stay: PlannedStay;
  nextStep: string | null;
  onChoose: (choice: StayChoice) => void;
}

function Stay({ stay, nextStep, onChoose }: StayProps) {
  const { instanceId, instanceName, status, message, choices, choice } = stay;
  const name = `stay-${instanceId}`;
  return (
    <FormGroup role="radiogroup" label={`${instanceName} (${status})`} fieldId={name}>
      <Content component="p" className="evenkeel-break">
        {message} {nextStep}
      </Content>
      {choices.map((one) => (
        <Radio
          key={one}
          id={`${name}-${one}`}
          name={name}
          label={CHOICE_WORDS[one].words}
          description={CHOICE_WORDS[one].help}
          isChecked={choice === one}
          onChange={() => onChoose(one)}
        />
      ))}
      {choices.length === 0 && (
        <Content component="p" className="evenkeel-muted">
          Nothing has to be chosen: it is waited for.
        </Content>
      )}
    </FormGroup>
  );
}
