import type { MoveDetails } from '@evenkeel/contract';
import { Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { preflightQuery } from '../api/queries.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { VerdictTable } from '../verdict/verdict-table.tsx';

/** The hosts that are left for a move to be tried again, best first, judged as the cloud is now. */
export function RetryHosts({ move, refusing }: { move: MoveDetails; refusing: string }) {
  const { providerId, instanceId, blockMigration, diskOverCommit } = move;
  const { data, error, isPlaceholderData } = useQuery(
    preflightQuery([{ providerId, id: instanceId }], { host: null, blockMigration, diskOverCommit }),
  );
  if (error && !data) return <CommandFailure title="The hosts could not be checked" error={error} />;
  if (data === undefined) return <Skeleton height="10rem" screenreaderText="Checking the hosts" />;
  const verdicts = data.instances[0]?.verdicts ?? [];
  return (
    <VerdictTable
      labelledBy="retry-title"
      verdicts={verdicts.filter(({ host }) => host !== refusing)}
      isChecking={isPlaceholderData}
    />
  );
}
