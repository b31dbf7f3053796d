import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import UserIcon from '@patternfly/react-icons/dist/esm/icons/user-icon';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useWhyNot } from '../access/use-may.ts';
import { signOut } from '../api/commands.ts';
import { sessionQuery } from '../api/queries.ts';
import { RequestError } from '../api/request.ts';
import { useMessages } from '../parts/messages.tsx';
import { useSelection } from '../parts/selection.tsx';

export function UserMenu({ username }: { username: string }) {
  const [isOpen, setOpen] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { tell, closeAll } = useMessages();
  const selection = useSelection();
  const managesUsers = useWhyNot()('manage-users', {}) === null;
  const readsAudit = useWhyNot()('read-audit', {}) === null;
  const leave = async () => {
    try {
      const ended = await signOut();
      // The session at the issuer would sign in again without a question: it ends there too.
      if (ended) {
        window.location.assign(ended.endElsewhere);
        return;
      }
    } catch (error) {
      // 401 means that the session was over already: that is what was wanted.
      if (!(error instanceof RequestError && error.status === 401)) {
        tell({
          variant: 'danger',
          title: 'You are still signed in',
          text: (error as Error).message,
          place: 'toast',
        });
        return;
      }
    }
    selection.clear();
    closeAll();
    client.setQueryData(sessionQuery.queryKey, null);
  };
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'right' }}
      toggle={(reference) => (
        <MenuToggle
          ref={reference}
          variant="plainText"
          icon={<UserIcon />}
          aria-label={`Account: ${username}`}
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <span className="evenkeel-wide-only" title={username}>
            {username}
          </span>
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem onClick={() => void navigate({ to: '/account' })}>My account</DropdownItem>
        {managesUsers && <DropdownItem onClick={() => void navigate({ to: '/users' })}>Users</DropdownItem>}
        {readsAudit && <DropdownItem onClick={() => void navigate({ to: '/audit' })}>Audit</DropdownItem>}
        <DropdownItem to="/api/v1/docs" target="_blank" rel="noreferrer">
          REST API
        </DropdownItem>
        <DropdownItem onClick={() => void leave()}>Sign out</DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
