import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';

const LONGEST_REASON = 150;

interface ReasonFieldProps {
  value: string;
  /** Of several hosts. */
  isMany: boolean;
  onChange: (value: string) => void;
}

/** Why hosts are taken out of use, for the people who find them so. */
export function ReasonField({ value, isMany, onChange }: ReasonFieldProps) {
  return (
    <FormGroup label="Reason" fieldId="maintenance-reason">
      <TextInput
        id="maintenance-reason"
        value={value}
        maxLength={LONGEST_REASON}
        aria-describedby="maintenance-reason-help"
        onChange={(_event, typed) => onChange(typed)}
      />
      <FormHelperText>
        <HelperText>
          <HelperTextItem id="maintenance-reason-help">
            For the people who find the {isMany ? 'hosts' : 'host'} disabled: it stands in Nova too.
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
