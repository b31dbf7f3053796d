import { Table, type TableProps, Tbody, Thead, Tr } from '@patternfly/react-table';
import type { ReactNode, Ref } from 'react';
import { RowGap, useVirtualRows } from './virtual-rows.tsx';

interface VirtualTableProps<Row> extends Omit<TableProps, 'ref' | 'children' | 'rows'> {
  rows: readonly Row[];
  /** A row's usual height in pixels. */
  usualRow: number;
  /** The cells of the head. */
  head: ReactNode;
  keyOf: (row: Row, place: number) => string;
  /** The cells of a row. */
  cells: (row: Row, place: number) => ReactNode;
  bodyRef?: Ref<HTMLTableSectionElement>;
  /** For a long table among other things: it takes less of the page. */
  isLow?: boolean;
}

/** A compact table of as many rows as there are: a thousand are as quick as ten. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { rows, usualRow, head, keyOf, cells, bodyRef, isLow = false, ...table } = props;
  const height = isLow ? 'evenkeel-low' : 'evenkeel-tall';
  const virtual = useVirtualRows(rows.length, usualRow);
  return (
    <div
      ref={virtual.scroller}
      className={virtual.isVirtual ? `evenkeel-scrolling ${height}` : 'evenkeel-scrolling'}
    >
      <Table
        variant="compact"
        gridBreakPoint="grid-lg"
        isStickyHeader={virtual.isVirtual}
        aria-rowcount={rows.length + 1}
        {...table}
      >
        <Thead>
          <Tr>{head}</Tr>
        </Thead>
        <Tbody ref={bodyRef}>
          <RowGap height={virtual.before} />
          {virtual.places.map((place) => {
            const row = rows[place];
            return (
              row !== undefined && (
                <Tr
                  key={keyOf(row, place)}
                  data-index={place}
                  aria-rowindex={place + 2}
                  innerRef={virtual.measure}
                >
                  {cells(row, place)}
                </Tr>
              )
            );
          })}
          <RowGap height={virtual.after} />
        </Tbody>
      </Table>
    </div>
  );
}
