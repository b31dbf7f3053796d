import type { MoveDetails } from '@evenkeel/contract';
import {
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatDuration } from '../parts/durations.ts';
import { Moment } from '../parts/moment.tsx';
import { ProviderName } from '../parts/provider-name.tsx';

const BLOCK_WORDS = { auto: 'Automatic', yes: 'Yes', no: 'No' } as const;

export function FactsCard({ move }: { move: MoveDetails }) {
  return (
    <Card>
      <CardTitle component="h2">Details</CardTitle>
      <CardBody>
        <DescriptionList columnModifier={{ md: '2Col', xl: '3Col' }} isCompact>
          {factsOf(move).map(([term, value]) => (
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

function factsOf(move: MoveDetails): [string, ReactNode][] {
  const { providerId, instanceId, phases } = move;
  return [
    [
      'Instance',
      <Link key="instance" to="/instances/$providerId/$instanceId" params={{ providerId, instanceId }}>
        {move.instanceName}
      </Link>,
    ],
    ['From', move.sourceHost ?? 'not known'],
    ['To', move.destinationHost ?? move.requestedHost ?? 'a host the cloud chooses'],
    ['Provider', <ProviderName key="provider" id={providerId} name={move.provider} />],
    ['Block Migration', BLOCK_WORDS[move.blockMigration]],
    ['Disk Over Commit', move.diskOverCommit ? 'Yes' : 'No'],
    ['Asked by', move.askedBy],
    ['Asked for', <Moment key="created" at={move.createdAt} />],
    ['Sent to the cloud', <Moment key="submitted" at={move.submittedAt} />],
    ['Ended', <Moment key="ended" at={move.endedAt} />],
    ['Waited', durationOr(phases.waitingMs)],
    ['Prepared', durationOr(phases.preparingMs)],
    ['Copied', durationOr(phases.copyingMs)],
    ['Verified', durationOr(phases.verifyingMs)],
    ...(move.why === null ? [] : [['Why', move.why] as [string, ReactNode]]),
    ['Migration in Nova', move.migrationId ?? 'not seen yet'],
    ['Request id', move.requestId === null ? '–' : <code key="request">{move.requestId}</code>],
  ];
}

const durationOr = (milliseconds: number | null) =>
  milliseconds === null ? '–' : formatDuration(milliseconds);
