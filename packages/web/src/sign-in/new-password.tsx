import {
  Button,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  InputGroup,
  InputGroupItem,
  TextInput,
} from '@patternfly/react-core';
import EyeIcon from '@patternfly/react-icons/dist/esm/icons/eye-icon';
import EyeSlashIcon from '@patternfly/react-icons/dist/esm/icons/eye-slash-icon';
import { useState } from 'react';

/** The contract's PASSWORD_LENGTH: its values would bring all of zod into the browser. */
const LEAST_LENGTH = 12;

interface NewPasswordProps {
  value: string;
  onChange: (value: string) => void;
  /** Where it is the next thing to do. */
  takesFocus?: boolean;
}

/** A password to be chosen. It can be looked at instead of being typed twice. */
export function NewPassword({ value, onChange, takesFocus = false }: NewPasswordProps) {
  const [isShown, setShown] = useState(false);
  const isShort = value.length > 0 && value.length < LEAST_LENGTH;
  return (
    <FormGroup label="New password" fieldId="new-password" isRequired>
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput
            id="new-password"
            name="new-password"
            type={isShown ? 'text' : 'password'}
            autoComplete="new-password"
            autoCapitalize="none"
            isRequired
            autoFocus={takesFocus}
            minLength={LEAST_LENGTH}
            aria-describedby="new-password-help"
            value={value}
            onChange={(_event, text) => onChange(text)}
          />
        </InputGroupItem>
        <InputGroupItem>
          <Button
            variant="control"
            aria-label={isShown ? 'Hide the new password' : 'Show the new password'}
            icon={isShown ? <EyeSlashIcon /> : <EyeIcon />}
            onClick={() => setShown(!isShown)}
          />
        </InputGroupItem>
      </InputGroup>
      <FormHelperText>
        <HelperText>
          <HelperTextItem id="new-password-help" variant={isShort ? 'warning' : 'default'}>
            At least {LEAST_LENGTH} characters; a few words are easier to keep in mind than signs.
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
