import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { CommandFailure } from '../parts/trouble.tsx';

interface AskDialogProps {
  title: string;
  /** What the button says that does it. */
  action: string;
  isDanger?: boolean;
  size?: 'small' | 'large';
  isPending: boolean;
  isDisabled?: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks once more, with what it will do. */
export function AskDialog(props: AskDialogProps) {
  const { title, action, isDanger = false, size = 'small', isPending, isDisabled = false, error } = props;
  const { onConfirm, onClose, children } = props;
  return (
    <Modal isOpen variant={size} onClose={onClose} aria-labelledby="ask-title" aria-describedby="ask-text">
      <ModalHeader title={title} labelId="ask-title" titleIconVariant={isDanger ? 'warning' : undefined} />
      <ModalBody id="ask-text" className="evenkeel-stack">
        {error && <CommandFailure title="It was refused" error={error} />}
        {children}
      </ModalBody>
      <ModalFooter>
        <Button
          variant={isDanger ? 'danger' : 'primary'}
          onClick={onConfirm}
          isLoading={isPending}
          isDisabled={isPending || isDisabled}
        >
          {action}
        </Button>
        <Button variant="link" onClick={onClose}>
          Leave it as it is
        </Button>
      </ModalFooter>
    </Modal>
  );
}
