import {
  Divider,
  Dropdown,
  DropdownGroup,
  DropdownItem,
  DropdownList,
  MenuToggle,
  ToolbarItem,
} from '@patternfly/react-core';
import BarsIcon from '@patternfly/react-icons/dist/esm/icons/bars-icon';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { WaitingCount } from '../approvals/waiting-count.tsx';

interface Entry {
  title: string;
  to:
    | '/instances'
    | '/hosts'
    | '/providers'
    | '/maintenance'
    | '/balance'
    | '/approvals'
    | '/migrations'
    | '/settings';
  /** Other addresses that belong to it. */
  also?: readonly string[];
}

/** Compute > Clouds > Instances, as the seed says it, then what stands beside. */
const CLOUDS: readonly Entry[] = [
  { title: 'Instances', to: '/instances', also: ['/migrate'] },
  { title: 'Hosts', to: '/hosts' },
  { title: 'Providers', to: '/providers' },
];
const OTHERS: readonly Entry[] = [
  { title: 'Migrations', to: '/migrations', also: ['/runs', '/moves'] },
  { title: 'Maintenance', to: '/maintenance' },
  { title: 'Balance', to: '/balance' },
  { title: 'Approvals', to: '/approvals' },
  { title: 'Settings', to: '/settings' },
];

function useIsCurrent(): (entry: Entry) => boolean {
  const { pathname } = useLocation();
  const isIn = (place: string) => pathname === place || pathname.startsWith(`${place}/`);
  return ({ to, also }) => isIn(to) || (also ?? []).some(isIn);
}

/** On a wide screen: everything one press away. */
export function NavigationBar() {
  const isCurrent = useIsCurrent();
  const link = (entry: Entry) => (
    <li key={entry.to}>
      <Link
        to={entry.to}
        className="evenkeel-nav-link"
        aria-current={isCurrent(entry) ? 'page' : undefined}
        activeProps={{}}
      >
        {entry.title} {entry.to === '/approvals' && <WaitingCount />}
      </Link>
    </li>
  );
  return (
    <ToolbarItem className="evenkeel-nav-bar">
      <nav aria-label="Main" className="evenkeel-nav">
        <span className="evenkeel-nav-path" id="nav-clouds">
          Compute <span aria-hidden="true">›</span> Clouds
        </span>
        <ul aria-labelledby="nav-clouds">{CLOUDS.map(link)}</ul>
        <ul className="evenkeel-nav-others">{OTHERS.map(link)}</ul>
      </nav>
    </ToolbarItem>
  );
}

/** On a phone: the same behind a menu. */
export function NavigationMenu() {
  const [isOpen, setOpen] = useState(false);
  const isCurrent = useIsCurrent();
  const navigate = useNavigate();
  const item = (entry: Entry) => (
    <DropdownItem
      key={entry.to}
      isSelected={isCurrent(entry)}
      onClick={() => void navigate({ to: entry.to })}
    >
      {entry.title} {entry.to === '/approvals' && <WaitingCount />}
    </DropdownItem>
  );
  return (
    <ToolbarItem className="evenkeel-nav-menu">
      <Dropdown
        isOpen={isOpen}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        popperProps={{ position: 'right' }}
        toggle={(reference) => (
          <MenuToggle
            ref={reference}
            variant="plain"
            icon={<BarsIcon />}
            aria-label="Main menu"
            isExpanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          />
        )}
      >
        <DropdownGroup label="Compute › Clouds">
          <DropdownList>{CLOUDS.map(item)}</DropdownList>
        </DropdownGroup>
        <Divider component="li" />
        <DropdownList>{OTHERS.map(item)}</DropdownList>
      </Dropdown>
    </ToolbarItem>
  );
}
