import './history.css';
import { Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { filtersOf, readHistorySearch } from './history-search.ts';

const LISTS = [
  { to: '/migrations', title: 'Moves' },
  { to: '/migrations/nova', title: 'All in Nova' },
  { to: '/runs', title: 'Runs' },
  { to: '/migrations/statistics', title: 'Statistics' },
] as const;

interface HistoryFrameProps {
  description: string;
  children: ReactNode;
}

/** Migrations, looked at in four ways. The filters go along from one to the other. */
export function HistoryFrame({ description, children }: HistoryFrameProps) {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const open = (event: MouseEvent, to: (typeof LISTS)[number]['to']) => {
    // With a key held the browser opens the address by itself, in a tab of its own.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to, search: filtersOf(readHistorySearch(search as Record<string, unknown>)) });
  };
  return (
    <PageFrame title="Migrations" description={description}>
      <CloudTrouble />
      <Tabs
        component="nav"
        aria-label="Migrations"
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
