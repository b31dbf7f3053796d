import {
  Button,
  Checkbox,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import ColumnsIcon from '@patternfly/react-icons/dist/esm/icons/columns-icon';
import { useState } from 'react';
import { INSTANCE_COLUMNS, type InstanceColumn } from './instance-columns.tsx';

interface ColumnManagerProps {
  columns: readonly InstanceColumn[];
  onChange: (keys: string[]) => void;
}

export function ColumnManager({ columns, onChange }: ColumnManagerProps) {
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState<ReadonlySet<string>>(new Set());
  const open = () => {
    setDraft(new Set(columns.map(({ key }) => key)));
    setOpen(true);
  };
  const toggle = (key: string, on: boolean) => {
    const next = new Set(draft);
    if (on) next.add(key);
    else next.delete(key);
    setDraft(next);
  };
  return (
    <>
      <Button variant="plain" icon={<ColumnsIcon />} aria-label="Manage columns" onClick={open} />
      <Modal isOpen={isOpen} variant="small" onClose={() => setOpen(false)} aria-labelledby="columns-title">
        <ModalHeader
          title="Manage columns"
          labelId="columns-title"
          description="Ticked columns are shown in the list."
        />
        <ModalBody>
          <Stack hasGutter>
            {INSTANCE_COLUMNS.map(({ key, title, fixed }) => (
              <StackItem key={key}>
                <Checkbox
                  id={`column-${key}`}
                  label={title}
                  isDisabled={fixed}
                  isChecked={fixed || draft.has(key)}
                  onChange={(_event, on) => toggle(key, on)}
                />
              </StackItem>
            ))}
          </Stack>
        </ModalBody>
        <ModalFooter>
          <Button
            onClick={() => {
              onChange([...draft]);
              setOpen(false);
            }}
          >
            Save
          </Button>
          <Button variant="link" onClick={() => setOpen(false)}>
            Cancel
          </Button>
        </ModalFooter>
      </Modal>
    </>
  );
}
