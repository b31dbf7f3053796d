import type { MoveDetails, ProbeResult } from '@evenkeel/contract';
import { Alert, Card, CardBody, CardTitle } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { moveProbeQuery } from '../api/queries.ts';
import { isUnderWay } from '../parts/move-words.ts';

const VARIANT: Readonly<Record<ProbeResult['status'], 'info' | 'success' | 'warning'>> = {
  none: 'info',
  waiting: 'info',
  probing: 'info',
  done: 'success',
  unreachable: 'warning',
  interrupted: 'warning',
  impossible: 'warning',
};

/** Whether the guest answered while it moved, and the longest time it did not; nothing where nobody asked for it. */
export function ProbeCard({ move }: { move: MoveDetails }) {
  const { data: result } = useQuery(moveProbeQuery(move.id, isUnderWay(move)));
  if (result === undefined || result.status === 'none') return null;
  const { message, longestGap, address, sent, lost, intervalMs } = result;
  return (
    <Card>
      <CardTitle component="h2">Did the guest answer?</CardTitle>
      <CardBody>
        <Alert
          isInline
          isPlain
          component="p"
          variant={longestGap?.open ? 'warning' : VARIANT[result.status]}
          title={message}
        >
          {sent !== null && (
            <p>
              {address} was asked {sent} times, {intervalMs} ms apart; {lost ?? 0} of them had no answer.
            </p>
          )}
        </Alert>
      </CardBody>
    </Card>
  );
}
