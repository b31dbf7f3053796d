import './settings.css';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageFrame } from '../parts/page.tsx';
import { PageTabs, partTitle } from '../parts/page-tabs.tsx';

const PARTS = [
  { to: '/settings/sign-in', title: 'Sign-in' },
  { to: '/settings/webhooks', title: 'Webhooks' },
  { to: '/settings/providers', title: 'Providers' },
  { to: '/settings/keys', title: 'Keys' },
] as const;

interface SettingsFrameProps {
  description: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** Settings: what an administrator sets once, and seldom again. */
export function SettingsFrame({ description, actions, children }: SettingsFrameProps) {
  const { pathname } = useLocation();
  return (
    <PageFrame
      title="Settings"
      tabTitle={partTitle(PARTS, pathname, 'Settings')}
      description={
        <>
          {description} People and their roles are under <Link to="/users">Users</Link>, what was done under{' '}
          <Link to="/audit">Audit</Link>.
        </>
      }
      actions={actions}
    >
      <PageTabs label="Settings" tabs={PARTS} />
      <div className="evenkeel-stack">{children}</div>
    </PageFrame>
  );
}
