import type { MoveStatistics } from '@evenkeel/contract';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { formatDuration } from '../parts/durations.ts';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { Bar } from './bar.tsx';

const PHASES: readonly { phase: keyof MoveStatistics['phases']; words: string; what: string }[] = [
  { phase: 'waiting', words: 'Waiting', what: "in Evenkeel's queue, until Nova took the request" },
  { phase: 'preparing', words: 'Preparing', what: 'scheduling, checks, disks and ports' },
  { phase: 'copying', words: 'Copying', what: 'memory and disk' },
  { phase: 'verifying', words: 'Verifying', what: 'until the new host was confirmed' },
];

/** How long each phase takes: half of the moves need no longer than the median, 19 of 20 no longer than the p95. */
export function PhaseFigure({ phases }: { phases: MoveStatistics['phases'] }) {
  const longest = Math.max(1, ...PHASES.map(({ phase }) => phases[phase].p95Ms ?? 0));
  return (
    <Card isFullHeight>
      <CardTitle component="h2">Duration by phase</CardTitle>
      <CardBody>
        <ScrollingTable aria-label="Duration by phase">
          <Thead>
            <Tr>
              <Th>Phase</Th>
              <Th>Median</Th>
              <Th>95 of 100 within</Th>
              <Th>Drawn: median, and p95 behind it</Th>
            </Tr>
          </Thead>
          <Tbody>
            {PHASES.map(({ phase, words, what }) => {
              const { medianMs, p95Ms } = phases[phase];
              const median = wordsOf(medianMs);
              const p95 = wordsOf(p95Ms);
              return (
                <Tr key={phase}>
                  <Td dataLabel="Phase">
                    {words} <span className="evenkeel-muted">{what}</span>
                  </Td>
                  <Td dataLabel="Median" modifier="nowrap">
                    {median}
                  </Td>
                  <Td dataLabel="95 of 100 within" modifier="nowrap">
                    {p95}
                  </Td>
                  <Td dataLabel="Drawn" className="evenkeel-bar-cell">
                    {medianMs !== null && p95Ms !== null && (
                      <Bar
                        label={`${words}: median ${median}, p95 ${p95}`}
                        fraction={medianMs / longest}
                        behind={p95Ms / longest}
                      />
                    )}
                  </Td>
                </Tr>
              );
            })}
          </Tbody>
        </ScrollingTable>
      </CardBody>
    </Card>
  );
}

function wordsOf(milliseconds: number | null): string {
  return milliseconds === null ? '–' : formatDuration(milliseconds);
}
