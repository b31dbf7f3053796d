import type { Instance } from '@evenkeel/contract';
import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import MigrateIcon from '@patternfly/react-icons/dist/esm/icons/level-up-alt-icon';
import LifecycleIcon from '@patternfly/react-icons/dist/esm/icons/recycle-icon';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useWhyNot, type WhyNot } from '../access/use-may.ts';
import { writeReferences } from '../search.ts';

/** Lifecycle > Migrate selected Instance(s). When it can not be done, the reason stands in its place. */
export function LifecycleMenu({ selected }: { selected: readonly Instance[] }) {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const disabledReason = whyNotMigrate(selected, useWhyNot());
  const migrate = () => navigate({ to: '/migrate', hash: writeReferences(selected) });
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      shouldFocusFirstItemOnOpen
      toggle={(reference) => (
        <MenuToggle
          ref={reference}
          icon={<LifecycleIcon />}
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          Lifecycle
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem
          icon={<MigrateIcon />}
          isAriaDisabled={disabledReason !== null}
          description={disabledReason ?? undefined}
          onClick={disabledReason === null ? migrate : undefined}
        >
          {selected.length > 1 ? 'Migrate selected Instances' : 'Migrate selected Instance'}
        </DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}

/** A sentence, or null when every selected instance can be asked to move. */
function whyNotMigrate(selected: readonly Instance[], whyNot: WhyNot): string | null {
  if (selected.length === 0) return 'Select an instance first.';
  for (const { name, providerId, zone, projectId } of selected) {
    const reason = whyNot('migrate', { providerId, zone, projectId });
    if (reason !== null) return `${name}: ${reason}`;
  }
  const hindered = selected.filter(({ migrateDisabledReason }) => migrateDisabledReason !== null);
  const [first] = hindered;
  if (first === undefined) return null;
  const others = hindered.length > 1 ? ` So it is with ${hindered.length - 1} more.` : '';
  return `${first.name}: ${first.migrateDisabledReason}${others}`;
}
