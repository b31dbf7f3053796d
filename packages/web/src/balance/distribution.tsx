import type { BalanceHost, LoadDimension } from '@evenkeel/contract';
import { ExpandableSection } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { DIMENSION_WORDS } from './balance-words.ts';
import { cellsOfPlan, HEAT_LEVELS, histogram } from './heat.ts';

const HEIGHT = 100;
/** Of one tenth, in the drawing's own units. */
const WIDTH = 40;
const BAR = 16;

/** How many hosts bear how much, before the plan and after it; the same as a table for those who do not see it. */
export function Distribution({
  hosts,
  dimension,
}: {
  hosts: readonly BalanceHost[];
  dimension: LoadDimension;
}) {
  const taking = hosts.filter(({ leftOut }) => leftOut === null);
  const before = histogram(cellsOfPlan(taking, dimension, 'before'));
  const after = histogram(cellsOfPlan(taking, dimension, 'after'));
  const most = Math.max(1, ...before, ...after);
  const title = `How many hosts bear how much, by ${DIMENSION_WORDS[dimension]}`;
  const bar = (count: number, x: number, kind: string) => (
    <rect
      className={`evenkeel-distribution-${kind}`}
      x={x}
      width={BAR}
      y={HEIGHT - (count / most) * (HEIGHT - 12)}
      height={(count / most) * (HEIGHT - 12)}
    />
  );
  return (
    <figure className="evenkeel-stack">
      <figcaption>
        {title}. <span className="evenkeel-key-before" aria-hidden="true" /> before{' '}
        <span className="evenkeel-key-after" aria-hidden="true" /> after
      </figcaption>
      <svg
        className="evenkeel-distribution"
        viewBox={`0 0 ${WIDTH * HEAT_LEVELS} ${HEIGHT + 14}`}
        role="img"
        aria-label={title}
      >
        {before.map((count, level) => {
          const x = level * WIDTH + 3;
          return (
            <g key={tenthOf(level)}>
              {bar(count, x, 'before')}
              {bar(after[level] as number, x + BAR + 1, 'after')}
              <text x={x + BAR} y={HEIGHT + 11} textAnchor="middle">
                {tenthOf(level)}
              </text>
            </g>
          );
        })}
      </svg>
      <ExpandableSection toggleText="As a table">
        <ScrollingTable aria-label={title}>
          <Thead>
            <Tr>
              <Th>Load</Th>
              <Th>Hosts before</Th>
              <Th>Hosts after</Th>
            </Tr>
          </Thead>
          <Tbody>
            {before.map((count, level) => (
              <Tr key={tenthOf(level)}>
                <Td dataLabel="Load">{tenthOf(level)} %</Td>
                <Td dataLabel="Hosts before">{count}</Td>
                <Td dataLabel="Hosts after">{after[level]}</Td>
              </Tr>
            ))}
          </Tbody>
        </ScrollingTable>
      </ExpandableSection>
    </figure>
  );
}

const tenthOf = (level: number) =>
  level === HEAT_LEVELS - 1 ? '90+' : `${level * HEAT_LEVELS}–${(level + 1) * HEAT_LEVELS}`;
