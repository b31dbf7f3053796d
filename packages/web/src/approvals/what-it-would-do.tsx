import type { Approval, NewBalanceRun, NewCampaign, NewMaintenance, NewRun } from '@evenkeel/contract';
import { Content, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { campaignPreviewQuery, maintenancePreviewQuery, preflightQuery } from '../api/queries.ts';
import { Preview } from '../campaign/preview.tsx';
import { PlanTables } from '../maintenance/drain-form-plans.tsx';
import { InstancesToMove } from '../migrate/instances-to-move.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** What a request that waits would do on the cloud as it is now, shown as to the person who asked for it. */
export function WhatItWouldDo({ kind, request }: Pick<Approval, 'kind' | 'request'>) {
  switch (kind) {
    case 'run':
      return <OfRun request={request as NewRun} />;
    case 'maintenance':
      return <OfMaintenance request={request as NewMaintenance} />;
    case 'campaign':
      return <OfCampaign request={request as NewCampaign} />;
    case 'balance':
      return <OfBalance request={request as NewBalanceRun} />;
  }
}

function OfRun({ request: { instances, options } }: { request: NewRun }) {
  const { data, error, refetch } = useQuery(preflightQuery(instances, options));
  return (
    <>
      <Content component="p">
        {options.host === null ? 'Nova chooses the host of each.' : `They go to ${options.host}.`}
      </Content>
      {error && !data ? (
        <LoadFailure what="What it would do" error={error} onRetry={refetch} />
      ) : (
        <InstancesToMove references={instances} preflight={data} />
      )}
    </>
  );
}

function OfMaintenance({ request: { kind = 'drain', hosts, choices, limits } }: { request: NewMaintenance }) {
  const { data, error, isPlaceholderData, refetch } = useQuery(
    maintenancePreviewQuery({ kind, hosts, choices, limits }),
  );
  if (data) return <PlanTables plans={data.hosts} isStale={isPlaceholderData} kind={kind} />;
  return error ? <LoadFailure what="What it would do" error={error} onRetry={refetch} /> : <Loading />;
}

function OfCampaign({ request: { providerId, hosts, settings } }: { request: NewCampaign }) {
  const [now] = useState(Date.now);
  const { data, error, isPlaceholderData, refetch } = useQuery(
    campaignPreviewQuery({ providerId, of: { hosts }, settings }),
  );
  if (data) return <Preview preview={data} settings={settings} isStale={isPlaceholderData} now={now} />;
  return error ? <LoadFailure what="What it would do" error={error} onRetry={refetch} /> : <Loading />;
}

function OfBalance({ request: { planId, excluded, pinned } }: { request: NewBalanceRun }) {
  const changed = excluded.length + pinned.length > 0;
  return (
    <Content component="p">
      <Link to="/balance/plans/$planId" params={{ planId }}>
        The plan, move by move
      </Link>
      {changed && `, with ${excluded.length} left out and ${pinned.length} sent elsewhere`}.
    </Content>
  );
}

const Loading = () => <Skeleton screenreaderText="Loading what it would do" />;
