import type { Move } from '@evenkeel/contract';
import { Card, CardBody, CardHeader, CardTitle } from '@patternfly/react-core';
import { Td, Th } from '@patternfly/react-table';
import { useState } from 'react';
import { FilterSelect } from '../parts/filter-select.tsx';
import { MigrationStatus } from '../parts/migration-status.tsx';
import { Moment } from '../parts/moment.tsx';
import { isInCloud, stateWords, wholePercent } from '../parts/move-words.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { VirtualTable } from '../parts/virtual-table.tsx';
import { MoveName } from './move-name.tsx';
import { countsOf, STANDINGS, type Standing, standingOf } from './run-words.ts';

/** Pixels. */
const USUAL_ROW = 44;

/** Every move of the run. A thousand are as quick as ten. */
export function MoveList({ moves }: { moves: readonly Move[] }) {
  const [standing, setStanding] = useState<Standing | undefined>();
  const counts = countsOf(moves);
  const shown = moves.filter((move) => standing === undefined || standingOf(move) === standing);
  return (
    <Card>
      <CardHeader
        actions={{
          actions: (
            <FilterSelect
              label="Which moves"
              any={`All ${moves.length}`}
              value={standing}
              options={STANDINGS.map(({ standing: value, words }) => ({
                value,
                words: `${counts[value]} ${words}`,
              }))}
              onChange={(value) => setStanding(value as Standing | undefined)}
            />
          ),
        }}
      >
        <CardTitle component="h2" id="moves-title">
          Moves
        </CardTitle>
      </CardHeader>
      <CardBody>
        <VirtualTable
          gridBreakPoint="grid-md"
          aria-labelledby="moves-title"
          rows={shown}
          usualRow={USUAL_ROW}
          head={
            <>
              <Th>Instance</Th>
              <Th>From</Th>
              <Th>To</Th>
              <Th>Status</Th>
              <Th>Ended</Th>
            </>
          }
          keyOf={({ id }) => id}
          cells={(move) => (
            <>
              <Td dataLabel="Instance" modifier="breakWord">
                <MoveName move={move} />
              </Td>
              <Td dataLabel="From">{move.sourceHost ?? '–'}</Td>
              <Td dataLabel="To">{move.destinationHost ?? move.requestedHost ?? '–'}</Td>
              <Td dataLabel="Status">
                <MigrationStatus status={stateWords(move)} outcome={move.outcome} reason={null} />
                {isInCloud(move) && (
                  <ProgressBar label={`Migration of ${move.instanceName}`} percent={wholePercent(move)} />
                )}
              </Td>
              <Td dataLabel="Ended" modifier="nowrap">
                <Moment at={move.endedAt} />
              </Td>
            </>
          )}
        />
      </CardBody>
    </Card>
  );
}
