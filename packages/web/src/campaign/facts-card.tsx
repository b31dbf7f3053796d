import type { CampaignDetail } from '@evenkeel/contract';
import {
  Alert,
  Card,
  CardBody,
  Content,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { Moment } from '../parts/moment.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { limitsInWords } from '../run/run-words.ts';
import { campaignCountsInWords, isOver, paceInWords, stepInWords, waitsForPerson } from './campaign-words.ts';
import { dayAndTime } from './times.ts';
import { windowInWords } from './windows.ts';

/** How it stands in words, when it will end, and how it goes about its hosts. */
export function FactsCard({ campaign }: { campaign: CampaignDetail }) {
  const { attention, hosts, settings } = campaign;
  const forPeople = hosts.filter((host) => waitsForPerson(host, settings));
  return (
    <Card>
      <CardBody className="evenkeel-stack">
        {attention && (
          <Alert isInline variant="danger" component="p" title={attention.reason}>
            {attention.nextStep}
          </Alert>
        )}
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
        <DescriptionList columnModifier={{ md: '2Col', xl: '3Col' }} isCompact>
          {factsOf(campaign).map(([term, value]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{term}</DescriptionListTerm>
              <DescriptionListDescription className="evenkeel-break">{value}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

function standingInWords(campaign: CampaignDetail): string {
  const { state, hosts, counts, forecastEndsAt, window, endedAt } = campaign;
  const told = `Of ${hosts.length}: ${campaignCountsInWords(counts)}.`;
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

function factsOf({ providerId, provider, reason, settings, createdAt, createdBy }: CampaignDetail) {
  const { windows, limits, bringBack, stopAfterFailures } = settings;
  return [
    ['Provider', <ProviderName key="provider" id={providerId} name={provider} />],
    ['Pace', paceInWords(settings)],
    ['Work outside', stepInWords(settings.outside)],
    ['Afterwards', bringBack ? 'Its instances come home' : 'Its instances stay where they are'],
    ['Hosts begin', windows.length === 0 ? 'At any time' : windows.map(windowInWords).join('; ')],
    ['Stops after', stopAfterFailures === 1 ? 'the first failure' : `${stopAfterFailures} failures`],
    ['Limits of the moves', limitsInWords(limits)],
    ['Reason', reason || '–'],
    ['Asked by', createdBy],
    ['Asked', <Moment key="asked" at={createdAt} />],
  ] satisfies [string, ReactNode][];
}
