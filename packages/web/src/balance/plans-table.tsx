import type { BalancePlanSummary } from '@evenkeel/contract';
import { Label } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { distanceInWords, movesInWords, STATUS_WORDS } from './balance-words.ts';

const COLUMNS = ['Made', 'By', 'State', 'Moves', 'Distance', 'What it says'];

/** Plans, newest first; undefined while they are being read. */
export function PlansTable({ plans }: { plans: readonly BalancePlanSummary[] | undefined }) {
  return (
    <ScrollingTable aria-label="Plans">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {plans === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {plans.map(({ id, createdAt, createdBy, policy, status, moves, distance, sentence, runId }) => (
            <Tr key={id}>
              <Td dataLabel="Made" modifier="nowrap">
                <Link to="/balance/plans/$planId" params={{ planId: id }}>
                  <Moment at={createdAt} />
                </Link>
              </Td>
              <Td dataLabel="By" className="evenkeel-break">
                {createdBy}
                {policy && createdBy !== `policy ${policy.name}` && (
                  <div className="evenkeel-muted">
                    policy {policy.name}, version {policy.version}
                  </div>
                )}
              </Td>
              <Td dataLabel="State">
                <Label isCompact status={status === 'waiting' ? 'warning' : undefined}>
                  {STATUS_WORDS[status]}
                </Label>
                {runId && (
                  <div>
                    <Link to="/runs/$runId" params={{ runId }}>
                      Its run
                    </Link>
                  </div>
                )}
              </Td>
              <Td dataLabel="Moves">{movesInWords(moves)}</Td>
              <Td dataLabel="Distance" modifier="nowrap">
                {distanceInWords(distance)}
              </Td>
              <Td dataLabel="What it says" modifier="breakWord">
                {sentence}
              </Td>
            </Tr>
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}
