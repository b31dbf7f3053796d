import type { RunSummary } from '@evenkeel/contract';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { CountsBar } from '../run/counts-bar.tsx';
import { RunStatusLabel } from '../run/run-status.tsx';
import { instancesInWords, KIND_WORDS, totalOf } from '../run/run-words.ts';

/** The runs that carry it out, newest first. */
export function RunsCard({ runs }: { runs: readonly RunSummary[] }) {
  if (runs.length === 0) return null;
  return (
    <Card>
      <CardTitle component="h2">Runs</CardTitle>
      <CardBody>
        <ScrollingTable aria-label="Runs">
          <Thead>
            <Tr>
              <Th>Run</Th>
              <Th>What for</Th>
              <Th>Status</Th>
              <Th>How far</Th>
              <Th>Asked</Th>
            </Tr>
          </Thead>
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
                </Td>
                <Td dataLabel="Asked" modifier="nowrap">
                  <Moment at={run.createdAt} />
                </Td>
              </Tr>
            ))}
          </Tbody>
        </ScrollingTable>
      </CardBody>
    </Card>
  );
}
