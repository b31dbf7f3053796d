import type { Move } from '@evenkeel/contract';
import { Card, CardBody, CardHeader, CardTitle } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { FilterSelect } from '../parts/filter-select.tsx';
import { MigrationStatus } from '../parts/migration-status.tsx';
import { Moment } from '../parts/moment.tsx';
import { isInCloud, stateWords, wholePercent } from '../parts/move-words.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';
import { MoveName } from './move-name.tsx';
import { countsOf, STANDINGS, type Standing, standingOf } from './run-words.ts';

/** Pixels. */
const USUAL_ROW = 44;

/** Every move of the run. A thousand are as quick as ten. */
export function MoveList({ moves }: { moves: readonly Move[] }) {
  const [standing, setStanding] = useState<Standing | undefined>();
  const counts = countsOf(moves);
  const shown = moves.filter((move) => standing === undefined || standingOf(move) === standing);
  const virtual = useVirtualRows(shown.length, USUAL_ROW);
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
        <div
          ref={virtual.scroller}
          className={`evenkeel-scrolling ${virtual.isVirtual ? 'evenkeel-tall' : ''}`}
        >
          <Table
            variant="compact"
            gridBreakPoint="grid-md"
            isStickyHeader={virtual.isVirtual}
            aria-labelledby="moves-title"
            aria-rowcount={shown.length + 1}
          >
            <Thead>
              <Tr>
                <Th>Instance</Th>
                <Th>From</Th>
                <Th>To</Th>
                <Th>Status</Th>
                <Th>Ended</Th>
              </Tr>
            </Thead>
            <Tbody>
              <RowGap height={virtual.before} />
              {virtual.places.map((place) => {
                const move = shown[place];
                return (
                  move && (
                    <Tr key={move.id} data-index={place} innerRef={virtual.measure}>
                      <Td dataLabel="Instance" modifier="breakWord">
                        <MoveName move={move} />
                      </Td>
                      <Td dataLabel="From">{move.sourceHost ?? '–'}</Td>
                      <Td dataLabel="To">{move.destinationHost ?? move.requestedHost ?? '–'}</Td>
                      <Td dataLabel="Status">
                        <MigrationStatus status={stateWords(move)} outcome={move.outcome} reason={null} />
                        {isInCloud(move) && (
                          <ProgressBar
                            label={`Migration of ${move.instanceName}`}
                            percent={wholePercent(move)}
                          />
                        )}
                      </Td>
                      <Td dataLabel="Ended" modifier="nowrap">
                        <Moment at={move.endedAt} />
                      </Td>
                    </Tr>
                  )
                );
              })}
              <RowGap height={virtual.after} />
            </Tbody>
          </Table>
        </div>
      </CardBody>
    </Card>
  );
}
