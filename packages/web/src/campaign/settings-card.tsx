import type { CampaignDetail } from '@evenkeel/contract';
import {
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { Moment } from '../parts/moment.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { limitsInWords } from '../run/run-words.ts';
import { paceInWords, stepInWords } from './campaign-words.ts';
import { windowInWords } from './windows.ts';

/** What was asked for, by whom, and how it goes about its hosts. */
export function SettingsCard({ campaign }: { campaign: CampaignDetail }) {
  return (
    <Card>
      <CardTitle component="h2">What was asked for</CardTitle>
      <CardBody>
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
