import {
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
  type TextInputProps,
} from '@patternfly/react-core';

interface TextFieldProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: TextInputProps['type'];
  autoComplete?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  help?: string;
  /** What is wrong with it, in a sentence. */
  wrong?: string;
}

export function TextField(props: TextFieldProps) {
  const {
    id,
    label,
    value,
    onChange,
    type = 'text',
    autoComplete = 'off',
    isRequired,
    isDisabled,
    help,
    wrong,
  } = props;
  const words = wrong ?? help;
  return (
    <FormGroup label={label} fieldId={id} isRequired={isRequired}>
      <TextInput
        id={id}
        type={type}
        autoComplete={autoComplete}
        isRequired={isRequired}
        isDisabled={isDisabled}
        value={value}
        validated={wrong ? 'error' : 'default'}
        aria-describedby={words ? `${id}-help` : undefined}
        onChange={(_event, next) => onChange(next)}
      />
      {words && (
        <FormHelperText>
          <HelperText>
            <HelperTextItem id={`${id}-help`} variant={wrong ? 'error' : 'default'}>
              {words}
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
