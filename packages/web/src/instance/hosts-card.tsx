import type { InstanceReference } from '@evenkeel/contract';
import { Alert, Card, CardBody, CardTitle, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { preflightQuery } from '../api/queries.ts';
import { DEFAULT_OPTIONS } from '../migrate/submit.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { VerdictTable } from '../verdict/verdict-table.tsx';

/** Where an address that ends in `#hosts` leads. */
const HASH = 'hosts';

/** Which hosts could take it with the form's defaults, and why the others can not. Nothing is sent to the cloud. */
export function HostsCard({ reference }: { reference: InstanceReference }) {
  const { data, error, isPlaceholderData } = useQuery(preflightQuery([reference], DEFAULT_OPTIONS));
  const card = useRef<HTMLDivElement>(null);
  const { hash } = useLocation();
  const isKnown = data !== undefined;
  useEffect(() => {
    if (hash === HASH && isKnown) card.current?.scrollIntoView();
  }, [hash, isKnown]);
  const found = data?.instances[0];
  return (
    <div ref={card}>
      <Card>
        <CardTitle component="h2" id="hosts-title">
          Where could it go?
        </CardTitle>
        <CardBody className="evenkeel-stack">
          {error && !data ? (
            <CommandFailure title="The hosts could not be checked" error={error} />
          ) : data === undefined ? (
            <Skeleton height="10rem" screenreaderText="Checking the hosts" />
          ) : (
            found && (
              <>
                {found.obstacles.map(({ code, severity, message }) => (
                  <Alert
                    key={`${code} ${message}`}
                    isInline
                    isPlain
                    component="p"
                    variant={severity === 'error' ? 'danger' : severity === 'warning' ? 'warning' : 'info'}
                    title={message}
                  />
                ))}
                <VerdictTable
                  labelledBy="hosts-title"
                  verdicts={found.verdicts}
                  isChecking={isPlaceholderData}
                />
              </>
            )
          )}
        </CardBody>
      </Card>
    </div>
  );
}
