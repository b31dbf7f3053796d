import '../history/history.css';
import { Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';

const LISTS = [
  { to: '/maintenance', title: 'Hosts' },
  { to: '/maintenance/campaigns', title: 'Campaigns' },
] as const;

interface MaintenanceFrameProps {
  description: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** Maintenance: single hosts, and campaigns over many. */
export function MaintenanceFrame({ description, actions, children }: MaintenanceFrameProps) {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const open = (event: MouseEvent, to: (typeof LISTS)[number]['to']) => {
    // With a key held the browser opens the address by itself, in a tab of its own.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to });
  };
  return (
    <PageFrame title="Maintenance" description={description} actions={actions}>
      <CloudTrouble />
      <Tabs
        component="nav"
        aria-label="Maintenance"
        activeKey={pathname}
        onSelect={(event, to) => open(event, to as (typeof LISTS)[number]['to'])}
        className="evenkeel-tabs"
      >
        {LISTS.map(({ to, title }) => (
          <Tab key={to} eventKey={to} href={to} title={<TabTitleText>{title}</TabTitleText>} />
        ))}
      </Tabs>
      {children}
    </PageFrame>
  );
}
