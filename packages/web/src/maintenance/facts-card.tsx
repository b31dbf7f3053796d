import type { MaintenanceDetail } from '@evenkeel/contract';
import {
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
import { CountsBar } from '../run/counts-bar.tsx';
import { limitsInWords, totalOf } from '../run/run-words.ts';
import { forcedDownInWords, KIND_WORDS, phaseInWords, secondsInWords } from './maintenance-words.ts';
import { NeedsAttention } from './needs-attention.tsx';
import { progressOf } from './progress.ts';

/** How it stands in words, how far it is, and who asked for it. */
export function FactsCard({ maintenance }: { maintenance: MaintenanceDetail }) {
  const { state, attention, secondsLeft } = maintenance;
  const time = secondsInWords(secondsLeft);
  const counts = progressOf(maintenance);
  return (
    <Card>
      <CardBody className="evenkeel-stack">
        {attention && <NeedsAttention attention={attention} />}
        <Content component="p">
          {state === 'paused' && 'Paused: what is under way goes on, and nothing new begins. '}
          {phaseInWords(maintenance)}
        </Content>
        {totalOf(counts) > 0 && <CountsBar counts={counts} label="Instances" />}
        {time && <Content component="p">{time} left</Content>}
        <DescriptionList columnModifier={{ md: '2Col', xl: '3Col' }} isCompact>
          {factsOf(maintenance).map(([term, value]) => (
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

function factsOf(maintenance: MaintenanceDetail): [string, ReactNode][] {
  const { providerId, provider, kind, createdBy, createdAt, since, reason, limits, lookedAt } = maintenance;
  return [
    ['Provider', <ProviderName key="provider" id={providerId} name={provider} />],
    ['How', KIND_WORDS[kind]],
    ...(kind === 'evacuation'
      ? [['Declared dead (forced down)', forcedDownInWords(maintenance)] satisfies [string, ReactNode]]
      : []),
    ['Reason', reason || '–'],
    ['Asked by', createdBy],
    ['Asked', <Moment key="asked" at={createdAt} />],
    ['So since', <Moment key="since" at={since} />],
    ['Last look at Nova', <Moment key="looked" at={lookedAt} />],
    ['Limits', limitsInWords(limits)],
  ];
}
