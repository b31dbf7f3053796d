import type { Move, MoveControl } from '@evenkeel/contract';
import { Button, Content, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { formatBytes } from '../parts/bytes.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import type { ControlKind } from './control-card.tsx';

interface ConfirmControlProps {
  move: Move;
  kind: ControlKind;
  control: MoveControl;
  isPending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once more, with what it does to the guest; it may have become impossible while one reads. */
export function ConfirmControl(props: ConfirmControlProps) {
  const { move, kind, control, isPending, error, onConfirm, onClose } = props;
  const left = bytesLeft(move);
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="confirm-title">
      <ModalHeader title={kind.question(move.instanceName)} labelId="confirm-title" />
      <ModalBody>
        {error && <CommandFailure title="It was refused" error={error} />}
        <Content component="p">{control.allowed ? control.cost : control.reason}</Content>
        {kind.isDanger && left !== null && (
          <Content component="p">
            {formatBytes(left)} are left to copy: so much has to travel meanwhile.
          </Content>
        )}
      </ModalBody>
      <ModalFooter>
        <Button
          variant={kind.isDanger ? 'danger' : 'primary'}
          isDisabled={!control.allowed || isPending}
          isLoading={isPending}
          onClick={onConfirm}
        >
          {kind.title}
        </Button>
        <Button variant="link" onClick={onClose}>
          Let it go on
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function bytesLeft({ progress }: Move): number | null {
  if (progress?.memoryRemainingBytes == null) return null;
  return progress.memoryRemainingBytes + (progress.diskRemainingBytes ?? 0);
}
