import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { wholeNumberOf } from '../parts/whole-number.ts';

interface NumberFieldProps {
  id: string;
  label: string;
  value: number | null;
  least?: number;
  most: number;
  /** What an empty field means; without it the field can not be empty, and the last number holds. */
  empty?: string;
  help?: string;
  onChange: (value: number | null) => void;
}

/** A whole number; while it is being typed the field may be empty. */
export function NumberField({ id, label, value, least = 1, most, empty, help, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <FormGroup label={label} fieldId={id}>
      <TextInput
        id={id}
        type="number"
        min={least}
        max={most}
        value={typed ?? value ?? ''}
        placeholder={empty}
        aria-describedby={help && `${id}-help`}
        onBlur={() => setTyped(null)}
        onChange={(_event, text) => {
          setTyped(text);
          const number = wholeNumberOf(text, least, most);
          if (number !== null || empty !== undefined) onChange(number);
        }}
      />
      {help && (
        <FormHelperText>
          <HelperText>
            <HelperTextItem id={`${id}-help`}>{help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
