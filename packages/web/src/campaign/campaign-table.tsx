import type { CampaignSummary } from '@evenkeel/contract';
import { Label } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { Moment } from '../parts/moment.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { CAMPAIGN_STATE_WORDS, CAMPAIGN_STATUS, campaignCountsInWords } from './campaign-words.ts';
import { dayAndTime } from './times.ts';

const COLUMNS = ['Campaign', 'Provider', 'State', 'Hosts', 'Ends', 'Asked by', 'Asked'];

/** Newest first; undefined while they are being read. */
export function CampaignTable({ campaigns }: { campaigns: readonly CampaignSummary[] | undefined }) {
  return (
    <ScrollingTable aria-label="Campaigns">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {campaigns === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {campaigns.map((campaign) => (
            <Row key={campaign.id} campaign={campaign} />
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}

function Row({ campaign }: { campaign: CampaignSummary }) {
  const { id, name, reason, providerId, provider, counts, attention, createdBy, createdAt } = campaign;
  return (
    <Tr>
      <Td dataLabel="Campaign" className="evenkeel-break">
        <Link to="/maintenance/campaigns/$campaignId" params={{ campaignId: id }}>
          {name}
        </Link>
        {reason && <div className="evenkeel-muted">{reason}</div>}
      </Td>
      <Td dataLabel="Provider">
        <ProviderName id={providerId} name={provider} />
      </Td>
      <Td dataLabel="State">
        <CampaignStateLabel state={campaign.state} />
        {attention && <div className="evenkeel-muted">{attention.reason}</div>}
      </Td>
      <Td dataLabel="Hosts">{campaignCountsInWords(counts)}</Td>
      <Td dataLabel="Ends">{endInWords(campaign)}</Td>
      <Td dataLabel="Asked by">{createdBy}</Td>
      <Td dataLabel="Asked" modifier="nowrap">
        <Moment at={createdAt} />
      </Td>
    </Tr>
  );
}

function endInWords({ endedAt, forecastEndsAt }: CampaignSummary): string {
  if (endedAt !== null) return dayAndTime(endedAt);
  return forecastEndsAt === null ? 'nobody can say' : `about ${dayAndTime(forecastEndsAt)}`;
}

export function CampaignStateLabel({ state }: Pick<CampaignSummary, 'state'>) {
  return (
    <Label isCompact status={CAMPAIGN_STATUS[state]}>
      {CAMPAIGN_STATE_WORDS[state]}
    </Label>
  );
}
