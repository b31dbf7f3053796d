import '../history/history.css';
import './settings.css';
import { Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { PageFrame } from '../parts/page.tsx';

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
  const navigate = useNavigate();
  const open = (event: MouseEvent, to: (typeof PARTS)[number]['to']) => {
    // With a key held the browser opens the address by itself, in a tab of its own.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to });
  };
  return (
    <PageFrame
      title="Settings"
      description={
        <>
          {description} People and their roles are under <Link to="/users">Users</Link>, what was done under{' '}
          <Link to="/audit">Audit</Link>.
        </>
      }
      actions={actions}
    >
      <Tabs
        component="nav"
        aria-label="Settings"
        activeKey={pathname}
        onSelect={(event, to) => open(event, to as (typeof PARTS)[number]['to'])}
        className="evenkeel-tabs"
      >
        {PARTS.map(({ to, title }) => (
          <Tab key={to} eventKey={to} href={to} title={<TabTitleText>{title}</TabTitleText>} />
        ))}
      </Tabs>
      <div className="evenkeel-stack">{children}</div>
    </PageFrame>
  );
}
