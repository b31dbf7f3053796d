import { Alert, Button, ClipboardCopy } from '@patternfly/react-core';

interface Props {
  username: string;
  code: string;
  onClose: () => void;
}

export function CodeShown({ username, code, onClose }: Props) {
  return (
    <Alert variant="success" isInline title={`${username} has an account`} component="p">
      <p>
        This code is shown this once. {username} signs in with it in place of a password, and then chooses a
        password.
      </p>
      <ClipboardCopy isReadOnly hoverTip="Copy" clickTip="Copied" textAriaLabel={`Code for ${username}`}>
        {code}
      </ClipboardCopy>
      <Button variant="link" isInline onClick={onClose}>
        I have it
      </Button>
    </Alert>
  );
}
