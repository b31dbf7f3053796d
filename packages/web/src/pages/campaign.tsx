import { Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { campaignQuery } from '../api/queries.ts';
import { CampaignActions } from '../campaign/campaign-actions.tsx';
import { CampaignBreadcrumb } from '../campaign/campaign-breadcrumb.tsx';
import { CampaignStateLabel } from '../campaign/campaign-table.tsx';
import { HostsCard } from '../campaign/hosts-card.tsx';
import { SettingsCard } from '../campaign/settings-card.tsx';
import { StandingCard } from '../campaign/standing-card.tsx';
import { HappenedCard } from '../maintenance/happened-card.tsx';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { useNow } from '../parts/use-now.ts';

/** One campaign, from the first request to its end and ever after. */
export function CampaignPage() {
  const { campaignId } = useParams({ from: '/maintenance/campaigns/$campaignId' });
  const { data: campaign, error, refetch } = useQuery(campaignQuery(campaignId));
  const now = useNow();
  const words = campaign ? `Campaign ${campaign.name}` : 'Campaign';
  return (
    <PageFrame
      tabTitle={words}
      title={
        <span className="evenkeel-title">
          {words} {campaign && <CampaignStateLabel state={campaign.state} />}
        </span>
      }
      breadcrumb={<CampaignBreadcrumb title={campaign?.name ?? 'Campaign'} />}
      actions={campaign && <CampaignActions campaign={campaign} />}
    >
      <CloudTrouble providerId={campaign?.providerId} />
      {error && !campaign ? (
        <LoadFailure what="The campaign" error={error} onRetry={() => void refetch()} />
      ) : campaign === undefined ? (
        <Skeleton height="16rem" screenreaderText="Loading the campaign" />
      ) : (
        <div className="evenkeel-stack">
          <StandingCard campaign={campaign} now={now} />
          <HostsCard campaign={campaign} />
          <SettingsCard campaign={campaign} />
          <HappenedCard
            events={campaign.events.map(({ at, host, message }) => ({
              at,
              message: host === null || message.startsWith(host) ? message : `${host}: ${message}`,
            }))}
          />
        </div>
      )}
    </PageFrame>
  );
}
