import type { MaintenanceEvent } from '@evenkeel/contract';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Moment } from '../parts/moment.tsx';
import './maintenance.css';

/** What happened, oldest first. */
export function HappenedCard({ events }: { events: readonly Pick<MaintenanceEvent, 'at' | 'message'>[] }) {
  return (
    <Card>
      <CardTitle component="h2" id="happened-title">
        What happened
      </CardTitle>
      <CardBody>
        <ol className="evenkeel-happened" aria-labelledby="happened-title">
          {events.map(({ at, message }, index) => (
            // Events are only ever added at the end.
            <li key={`${at} ${index}`}>
              <span className="evenkeel-muted">
                <Moment at={at} />
              </span>
              <span>{message}</span>
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  );
}
