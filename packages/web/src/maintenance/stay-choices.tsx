import type { MaintenanceKind, PlanBlocker, StayChoice } from '@evenkeel/contract';
import { Content, FormGroup, List, ListItem, Radio, Title } from '@patternfly/react-core';
import { CHOICE_WORDS } from './maintenance-words.ts';
import type { StayOnHost } from './use-drain-plan.ts';

interface StayChoicesProps {
  kind: MaintenanceKind;
  stays: readonly StayOnHost[];
  /** With several hosts each stands with its own. */
  namesHosts: boolean;
  blockers: readonly PlanBlocker[];
  /** For those that are not named, and for such as turn up later; null asks. */
  others: StayChoice | null;
  onChoose: (instanceId: string, choice: StayChoice) => void;
  onOthers: (choice: StayChoice | null) => void;
}

const FOR_ALL: readonly { choice: StayChoice | null; words: string }[] = [
  { choice: null, words: 'Ask for each' },
  { choice: 'leave', words: 'Leave them there' },
  { choice: 'cold-migrate', words: 'Migrate cold those that are stopped' },
  { choice: 'wait', words: 'Wait for them' },
  { choice: 'skip', words: 'Skip them' },
];
const FOR_ALL_LOST: typeof FOR_ALL = [
  { choice: null, words: 'Ask for each' },
  { choice: 'rebuild', words: 'Build them anew, even if their disks are lost' },
  { choice: 'leave', words: 'Leave them there' },
  { choice: 'skip', words: 'Skip them' },
];
const HEAD: Readonly<Record<MaintenanceKind, { title: string; help: string }>> = {
  drain: {
    title: 'Instances that do not simply leave',
    help: 'Say what is to become of each. No guest is ever stopped.',
  },
  evacuation: {
    title: 'Instances that may lose a disk, or can not be built anew',
    help: 'Say what is to become of each. What lay on a disk of the lost host alone does not come back.',
  },
};

/** What becomes of each instance that does not simply leave. Nothing is decided here but by a person. */
export function StayChoices({
  kind,
  stays,
  namesHosts,
  blockers,
  others,
  onChoose,
  onOthers,
}: StayChoicesProps) {
  const possible = (Object.keys(CHOICE_WORDS) as StayChoice[]).filter((choice) =>
    stays.some(({ choices }) => choices.includes(choice)),
  );
  return (
    <section className="evenkeel-stack evenkeel-stays" aria-labelledby="stays-title">
      <Title headingLevel="h2" id="stays-title">
        {HEAD[kind].title}
      </Title>
      <Content component="p">{HEAD[kind].help}</Content>
      <List isPlain className="evenkeel-muted">
        {possible.map((choice) => (
          <ListItem key={choice}>
            <strong>{CHOICE_WORDS[choice].words}:</strong> {CHOICE_WORDS[choice].help}
          </ListItem>
        ))}
      </List>
      {stays.map((stay) => (
        <Stay
          key={stay.instanceId}
          stay={stay}
          host={namesHosts ? stay.host : null}
          nextStep={blockers.find(({ instanceId }) => instanceId === stay.instanceId)?.nextStep ?? null}
          onChoose={(choice) => onChoose(stay.instanceId, choice)}
        />
      ))}
      <FormGroup
        role="radiogroup"
        label="All that are not chosen above, and such as turn up later"
        fieldId="stay-others"
        isInline
      >
        {(kind === 'evacuation' ? FOR_ALL_LOST : FOR_ALL).map(({ choice, words }) => (
          <Radio
            key={words}
            id={`stay-others-${choice ?? 'ask'}`}
            name="stay-others"
            label={words}
            isChecked={others === choice}
            onChange={() => onOthers(choice)}
          />
        ))}
      </FormGroup>
    </section>
  );
}

interface StayProps {
  stay: StayOnHost;
  host: string | null;
  nextStep: string | null;
  onChoose: (choice: StayChoice) => void;
}

function Stay({ stay, host, nextStep, onChoose }: StayProps) {
  const { instanceId, instanceName, status, message, choices, choice } = stay;
  const name = `stay-${instanceId}`;
  const why = `${name}-why`;
  return (
    <div>
      <FormGroup
        role="radiogroup"
        label={`${instanceName} (${status})${host === null ? '' : ` on ${host}`}`}
        fieldId={name}
        isInline
        aria-describedby={why}
      >
        {choices.map((one) => (
          <Radio
            key={one}
            id={`${name}-${one}`}
            name={name}
            label={CHOICE_WORDS[one].words}
            isChecked={choice === one}
            onChange={() => onChoose(one)}
          />
        ))}
      </FormGroup>
      <Content component="p" id={why} className="evenkeel-muted evenkeel-break">
        {message} {nextStep}
      </Content>
    </div>
  );
}
