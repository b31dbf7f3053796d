import { Alert, Checkbox } from '@patternfly/react-core';

interface FencingQuestionProps {
  /** The server's own: what a person has to be sure of. */
  sentence: string;
  isConfirmed: boolean;
  onConfirm: (is: boolean) => void;
}

/** What nobody but a person can know: neither Nova nor Evenkeel sees whether a host that is silent still runs. */
export function FencingQuestion({ sentence, isConfirmed, onConfirm }: FencingQuestionProps) {
  return (
    <Alert isInline variant="warning" component="p" title="Is the host really off?">
      <Checkbox
        id="evacuation-fenced"
        label={sentence}
        isChecked={isConfirmed}
        onChange={(_event, is) => onConfirm(is)}
      />
    </Alert>
  );
}
