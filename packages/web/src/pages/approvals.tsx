import type { Approval } from '@evenkeel/contract';
import { EmptyState, EmptyStateBody, Switch } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApprovalsTable } from '../approvals/approvals-table.tsx';
import { DecideDialog } from '../approvals/decide-dialog.tsx';
import { approvalsQuery, type Decision } from '../approvals/queries.ts';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** What waits for a second person, and what became of what did. */
export function ApprovalsPage() {
  const [isAll, setAll] = useState(false);
  const { data, error, refetch } = useQuery(approvalsQuery(isAll ? 'all' : 'open'));
  const [deciding, setDeciding] = useState<{ approval: Approval; verb: Decision['verb'] } | null>(null);
  return (
    <PageFrame
      title="Approvals"
      description="Where a provider says so, what touches many instances waits here until a second person has seen it: never who asked."
      actions={
        <Switch
          id="all-approvals"
          label="Also what was decided"
          isChecked={isAll}
          onChange={(_event, checked) => setAll(checked)}
        />
      }
    >
      {error && !data ? (
        <LoadFailure what="The requests" error={error} onRetry={() => void refetch()} />
      ) : data?.length === 0 ? (
        <EmptyState headingLevel="h2" variant="sm" titleText="Nothing waits for a second person">
          <EmptyStateBody>
            An administrator says for each provider what does, under{' '}
            <Link to="/settings/providers">Settings › Providers</Link>.
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <ApprovalsTable approvals={data} onDecide={(approval, verb) => setDeciding({ approval, verb })} />
      )}
      {deciding && <DecideDialog {...deciding} onClose={() => setDeciding(null)} />}
    </PageFrame>
  );
}
