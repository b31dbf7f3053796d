import type { RunSummary } from '@evenkeel/contract';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { CountsBar } from './counts-bar.tsx';
import { RunStatusLabel } from './run-status.tsx';
import { instancesInWords, KIND_WORDS, timeLeftInWords, totalOf } from './run-words.ts';

const COLUMNS = ['Run', 'What for', 'Status', 'How far', 'Asked by', 'Asked', 'Ended'];

/** Runs in the order given; undefined while they are being loaded. */
export function RunsTable({ runs }: { runs: readonly RunSummary[] | undefined }) {
  return (
    <ScrollingTable aria-label="Runs">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {runs === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {runs.map((run) => (
            <Tr key={run.id}>
              <Td dataLabel="Run" modifier="nowrap">
                <Link to="/runs/$runId" params={{ runId: run.id }}>
                  {instancesInWords(totalOf(run.counts))}
                </Link>
              </Td>
              <Td dataLabel="What for">{KIND_WORDS[run.kind]}</Td>
              <Td dataLabel="Status">
                <RunStatusLabel run={run} />
              </Td>
              <Td dataLabel="How far" className="evenkeel-run-counts">
                <CountsBar counts={run.counts} label="How far" />
                <span className="evenkeel-muted">{timeLeftInWords(run)}</span>
              </Td>
              <Td dataLabel="Asked by">{run.createdBy}</Td>
              <Td dataLabel="Asked" modifier="nowrap">
                <Moment at={run.createdAt} />
              </Td>
              <Td dataLabel="Ended" modifier="nowrap">
                <Moment at={run.endedAt} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}
