import type { InstanceLeft, MaintenanceChoices, MaintenanceDetail, StayChoice } from '@evenkeel/contract';
import { Content, FormGroup, Radio } from '@patternfly/react-core';
import { useState } from 'react';
import { chooseForMaintenance } from '../api/commands.ts';
import { AskDialog } from './ask-dialog.tsx';
import { CHOICE_WORDS } from './maintenance-words.ts';
import { useChange } from './use-change.ts';

interface ChooseDialogProps {
  maintenance: MaintenanceDetail;
  instance: InstanceLeft;
  onClose: () => void;
}

/** What becomes of one instance that is still on the host, while it is being emptied. */
export function ChooseDialog({ maintenance, instance, onClose }: ChooseDialogProps) {
  const [choice, setChoice] = useState<StayChoice | null>(instance.choice);
  const change = useChange(
    () => chooseForMaintenance(maintenance.id, withChoice(maintenance.choices, instance.id, choice)),
    onClose,
  );
  const choices = possibleChoices(maintenance, instance);
  return (
    <AskDialog
      title={`What is to become of ${instance.name}?`}
      action="Choose this"
      isPending={change.isPending}
      isDisabled={choice === null}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">{instance.message}</Content>
      <FormGroup role="radiogroup" label={instance.name} fieldId="choose-one">
        {choices.map((one) => (
          <Radio
            key={one}
            id={`choose-${one}`}
            name="choose-one"
            label={CHOICE_WORDS[one].words}
            description={CHOICE_WORDS[one].help}
            isChecked={choice === one}
            onChange={() => setChoice(one)}
          />
        ))}
      </FormGroup>
    </AskDialog>
  );
}

function possibleChoices({ kind }: MaintenanceDetail, { status }: InstanceLeft): StayChoice[] {
  const further: StayChoice[] =
    kind === 'evacuation' ? ['rebuild'] : status === 'SHUTOFF' ? ['cold-migrate'] : [];
  return [...further, 'leave', 'wait', 'skip'];
}

function withChoice(
  { others, instances }: MaintenanceChoices,
  id: string,
  choice: StayChoice | null,
): MaintenanceChoices {
  const rest = instances.filter((one) => one.id !== id);
  return { others, instances: choice === null ? rest : [...rest, { id, choice }] };
}
