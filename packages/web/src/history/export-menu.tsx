import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { useState } from 'react';
import { addressOf } from '../api/request.ts';
import { exportParametersOf, type HistorySearch } from './history-search.ts';

/** Everything that fits the present filters as a file. */
export function ExportMenu({ search }: { search: HistorySearch }) {
  const [isOpen, setOpen] = useState(false);
  const addressAs = (format: 'csv' | 'json') =>
    addressOf('/moves/export', { ...exportParametersOf(search), format });
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'right' }}
      toggle={(reference) => (
        <MenuToggle ref={reference} isExpanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Export
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem to={addressAs('csv')} download="">
          All that fit as CSV
        </DropdownItem>
        <DropdownItem to={addressAs('json')} download="">
          All that fit as JSON
        </DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
