import type { Instance } from '@evenkeel/contract';
import { Checkbox } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { MouseEvent } from 'react';
import type { SortKey } from '../search.ts';
import type { InstanceColumn } from './instance-columns.tsx';
import { ScrollingTable } from './scrolling-table.tsx';
import type { Selection } from './selection.tsx';
import { SkeletonRows } from './skeleton-rows.tsx';

/** PatternFly's own selecting cell calls every checkbox "Select row 3"; ours says whom. */
const CHECK_CELL = 'pf-v6-c-table__check';

interface InstanceTableProps {
  instances: readonly Instance[] | undefined;
  columns: readonly InstanceColumn[];
  selection: Selection;
  sort: SortKey;
  order: 'asc' | 'desc';
  onSort: (sort: SortKey, order: 'asc' | 'desc') => void;
}

export function InstanceTable({ instances, columns, selection, sort, order, onSort }: InstanceTableProps) {
  const isAll = instances !== undefined && instances.length > 0 && instances.every(selection.has);
  const isSome = instances?.some(selection.has) ?? false;
  const sortIndex = columns.findIndex((column) => column.sort === sort);
  return (
    <ScrollingTable aria-label="Instances">
      <Thead>
        <Tr>
          <Th className={CHECK_CELL}>
            <Checkbox
              id="select-all"
              aria-label="Select all instances on this page"
              isChecked={isAll || (isSome ? null : false)}
              onChange={(_event, on) => selection.set(instances ?? [], on)}
            />
          </Th>
          {columns.map((column, index) => (
            <Th
              key={column.key}
              modifier="nowrap"
              sort={
                column.sort && {
                  columnIndex: index,
                  sortBy: { index: sortIndex, direction: order },
                  onSort: (_event, _index, direction) => onSort(column.sort as SortKey, direction),
                }
              }
            >
              {column.title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {instances === undefined ? (
        <SkeletonRows columns={['Select', ...columns.map(({ title }) => title)]} />
      ) : (
        <Tbody>
          {instances.map((instance) => (
            <Tr
              key={`${instance.providerId}/${instance.id}`}
              className="evenkeel-pick-row"
              isRowSelected={selection.has(instance)}
              onClick={(event: MouseEvent) => {
                if (!hitsControl(event)) selection.set([instance], !selection.has(instance));
              }}
            >
              <Td className={CHECK_CELL}>
                <Checkbox
                  id={`select-${instance.providerId}-${instance.id}`}
                  aria-label={`Select ${instance.name}`}
                  isChecked={selection.has(instance)}
                  onChange={(_event, on) => selection.set([instance], on)}
                />
              </Td>
              {columns.map((column) => (
                <Td
                  key={column.key}
                  dataLabel={column.title}
                  modifier={column.wraps ? 'breakWord' : 'nowrap'}
                >
                  {column.cell(instance)}
                </Td>
              ))}
            </Tr>
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}

/** A press on a link, a checkbox or a mark means that thing, not the row. */
function hitsControl(event: MouseEvent): boolean {
  return (event.target as Element).closest('a, button, input, label') !== null;
}
