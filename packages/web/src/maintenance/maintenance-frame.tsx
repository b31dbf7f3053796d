import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { PageTabs, partTitle } from '../parts/page-tabs.tsx';

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
  return (
    <PageFrame
      title="Maintenance"
      tabTitle={partTitle(LISTS, pathname, 'Maintenance')}
      description={description}
      actions={actions}
    >
      <CloudTrouble />
      <PageTabs label="Maintenance" tabs={LISTS} />
      {children}
    </PageFrame>
  );
}
