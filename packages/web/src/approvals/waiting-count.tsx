import { Badge } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { approvalsQuery } from './queries.ts';

/** How many requests wait for a decision of the person who looks; nothing where none does. */
export function WaitingCount() {
  const { data } = useQuery(approvalsQuery('open'));
  const waiting = data?.filter(({ state, own }) => state === 'pending' && !own).length ?? 0;
  if (waiting === 0) return null;
  return <Badge screenReaderText="wait for you">{waiting}</Badge>;
}
