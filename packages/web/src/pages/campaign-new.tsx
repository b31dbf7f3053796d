import { Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { providersQuery } from '../api/queries.ts';
import { CampaignBreadcrumb } from '../campaign/campaign-breadcrumb.tsx';
import { CampaignForm } from '../campaign/campaign-form.tsx';
import { draftOf } from '../campaign/draft.ts';
import { hostNamesOf } from '../maintenance/maintenance-search.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** A whole campaign simulated, and the button that begins it. */
export function NewCampaignPage() {
  const search = useSearch({ from: '/maintenance/campaigns/new' });
  const navigate = useNavigate();
  const { data: providers, error, refetch } = useQuery(providersQuery);
  const [only] = providers?.length === 1 ? providers : [];
  return (
    <PageFrame
      title="New campaign"
      description="Hosts go through maintenance one after another. Nothing is sent before you press Begin the campaign."
      breadcrumb={<CampaignBreadcrumb title="New campaign" />}
    >
      <CloudTrouble providerId={search.provider} />
      {error && !providers ? (
        <LoadFailure what="The providers" error={error} onRetry={() => void refetch()} />
      ) : providers === undefined ? (
        <Skeleton height="16rem" screenreaderText="Loading the providers" />
      ) : (
        <CampaignForm
          initial={draftOf(search, hostNamesOf(search), search.provider ?? only?.id ?? '')}
          onCancel={() => void navigate({ to: '/maintenance/campaigns' })}
        />
      )}
    </PageFrame>
  );
}
