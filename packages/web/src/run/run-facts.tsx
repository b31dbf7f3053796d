import type { RunSummary } from '@evenkeel/contract';
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
import { CountsBar } from './counts-bar.tsx';
import { KIND_WORDS, limitsInWords, ORDER_WORDS, optionsInWords, timeLeftInWords } from './run-words.ts';

/** How far the run is, and what was asked for, by whom and when. */
export function RunFacts({ run }: { run: RunSummary }) {
  const left = timeLeftInWords(run);
  const facts: [string, ReactNode][] = [
    ['What for', KIND_WORDS[run.kind]],
    ['Asked by', run.createdBy],
    ['Asked', <Moment key="asked" at={run.createdAt} />],
    ['Ended', <Moment key="ended" at={run.endedAt} />],
    ['Options', optionsInWords(run.options)],
    ['Limits', limitsInWords(run.limits)],
    ['Order', ORDER_WORDS[run.order]],
  ];
  return (
    <Card>
      <CardBody className="evenkeel-stack">
        <CountsBar counts={run.counts} label="The run" />
        {run.status === 'paused' && (
          <Content component="p">Paused: what is under way goes on, and nothing new begins.</Content>
        )}
        {run.status === 'cancelling' && (
          <Content component="p">
            Being cancelled: what waited was cancelled; what is under way comes to its end.
          </Content>
        )}
        {left && <Content component="p">{left}</Content>}
        <DescriptionList columnModifier={{ md: '2Col', xl: '3Col' }} isCompact>
          {facts.map(([term, value]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{term}</DescriptionListTerm>
              <DescriptionListDescription>{value}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}
