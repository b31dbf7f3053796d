import type { Provider } from '@evenkeel/contract';
import { Button, Content, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteProvider } from '../api/commands.ts';
import { useMessages } from './messages.tsx';
import { CommandFailure } from './trouble.tsx';

export function RemoveProvider({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const client = useQueryClient();
  const { tell } = useMessages();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => deleteProvider(provider.id),
    onSuccess: async () => {
      tell({ variant: 'success', title: `${provider.name} was removed`, place: 'page' });
      onClose();
      await client.invalidateQueries();
    },
  });
  return (
    <Modal
      isOpen
      variant="small"
      onClose={onClose}
      aria-labelledby="remove-title"
      aria-describedby="remove-text"
    >
      <ModalHeader title={`Remove ${provider.name}?`} labelId="remove-title" titleIconVariant="warning" />
      <ModalBody id="remove-text">
        <Content component="p">
          Evenkeel forgets this provider with its {provider.instanceCount} instances, and the credentials it
          keeps for it. Nothing changes in the cloud.
        </Content>
        {error && <CommandFailure title={`${provider.name} was not removed`} error={error} />}
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" onClick={() => mutate()} isLoading={isPending} isDisabled={isPending}>
          Remove
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
