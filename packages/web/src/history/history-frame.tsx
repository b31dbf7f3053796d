import './history.css';
import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { PageTabs, partTitle } from '../parts/page-tabs.tsx';
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
  return (
    <PageFrame
      title="Migrations"
      tabTitle={partTitle(LISTS, pathname, 'Migrations')}
      description={description}
    >
      <CloudTrouble />
      <PageTabs
        label="Migrations"
        tabs={LISTS}
        search={filtersOf(readHistorySearch(search as Record<string, unknown>))}
      />
      {children}
    </PageFrame>
  );
}
