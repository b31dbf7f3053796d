import type { MoveEvent } from '@evenkeel/contract';
import { Card, CardBody, CardTitle, Content, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { moveEventsQuery } from '../api/queries.ts';
import { Moment } from '../parts/moment.tsx';
import { stateName } from '../parts/move-words.ts';
import { LoadFailure } from '../parts/trouble.tsx';
import { Evidence } from './evidence.tsx';

/** What happened, oldest first, each with what was seen. */
export function EventsCard({ moveId }: { moveId: string }) {
  const { data: events, error, refetch } = useQuery(moveEventsQuery(moveId));
  return (
    <Card>
      <CardTitle component="h2" id="events-title">
        What happened
      </CardTitle>
      <CardBody>
        {error && !events ? (
          <LoadFailure what="What happened" error={error} onRetry={() => void refetch()} />
        ) : events === undefined ? (
          <Skeleton height="8rem" screenreaderText="Loading what happened" />
        ) : events.length === 0 ? (
          <Content component="p">Nothing yet: it waits for its turn.</Content>
        ) : (
          <ol className="evenkeel-timeline" aria-labelledby="events-title">
            {events.map((event, index) => (
              // Events are only ever added at the end.
              <Line key={`${event.at} ${index}`} event={event} />
            ))}
          </ol>
        )}
      </CardBody>
    </Card>
  );
}

function Line({ event }: { event: MoveEvent }) {
  return (
    <li>
      <span className="evenkeel-muted">
        <Moment at={event.at} />
      </span>
      <strong>{stateName(event.state)}</strong>
      <div>
        {event.message}
        <Evidence of={event.evidence} />
      </div>
    </li>
  );
}
