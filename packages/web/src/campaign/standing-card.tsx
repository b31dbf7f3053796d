import type { CampaignDetail } from '@evenkeel/contract';
import { Alert, Card, CardBody, Content } from '@patternfly/react-core';
import { NeedsAttention } from '../maintenance/needs-attention.tsx';
import { campaignCountsInWords, hostsInWords, isOver, mayBeDone } from './campaign-words.ts';
import { rowOfHost } from './rows.ts';
import { Timeline } from './timeline.tsx';
import { dayAndTime } from './times.ts';

interface StandingCardProps {
  campaign: CampaignDetail;
  /** Milliseconds since 1970. */
  now: number;
}

/** How it stands: who is waited for, a sentence, and the timeline. */
export function StandingCard({ campaign, now }: StandingCardProps) {
  const { attention, hosts, settings, open, endedAt } = campaign;
  const forPeople = settings.outside.kind === 'person' ? hosts.filter(mayBeDone) : [];
  return (
    <Card>
      <CardBody className="evenkeel-stack">
        {attention && <NeedsAttention attention={attention} />}
        {!isOver(campaign) && forPeople.length > 0 && (
          <Alert
            isInline
            variant="warning"
            component="p"
            title={`Waiting for a person: ${forPeople.map(({ host }) => host).join(', ')}`}
          >
            {settings.outside.kind === 'person' && settings.outside.instructions} Press Outside work done
            below when it is.
          </Alert>
        )}
        <Content component="p">{standingInWords(campaign)}</Content>
        <Timeline
          title="Timeline of the campaign"
          rows={hosts.map((host) => rowOfHost(host, now))}
          open={open}
          now={endedAt === null ? now : Date.parse(endedAt)}
          isOver={endedAt !== null}
        />
      </CardBody>
    </Card>
  );
}

function standingInWords(campaign: CampaignDetail): string {
  const { state, hosts, counts, forecastEndsAt, window, endedAt } = campaign;
  const told = `${hostsInWords(hosts.length)}: ${campaignCountsInWords(counts)}.`;
  if (endedAt !== null) return told;
  const end = forecastEndsAt ? ` As it goes now, it ends about ${dayAndTime(forecastEndsAt)}.` : '';
  const pause = state === 'paused' ? ' Paused: nothing new begins before somebody resumes it.' : '';
  return `${told}${end}${pause}${window && counts.waiting > 0 ? ` ${doorInWords(window)}` : ''}`;
}

function doorInWords({ open, changesAt }: NonNullable<CampaignDetail['window']>): string {
  const when = changesAt === null ? null : dayAndTime(changesAt);
  if (open) return when ? `Hosts may begin until ${when}.` : 'Hosts may begin.';
  return when ? `The next host may begin ${when}: no window is open.` : 'No window opens again.';
}
