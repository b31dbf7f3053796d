import { Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { ReactNode } from 'react';
import { ScrollingTable } from './scrolling-table.tsx';
import { SkeletonRows } from './skeleton-rows.tsx';

interface ReadingTableProps<Row> {
  'aria-label': string;
  columns: readonly string[];
  /** Undefined while they are being read. */
  rows: readonly Row[] | undefined;
  /** A `Tr` with its key. */
  children: (row: Row) => ReactNode;
}

/** A whole list in one table, which has its columns already while its rows are being read. */
export function ReadingTable<Row>({ columns, rows, children, ...named }: ReadingTableProps<Row>) {
  return (
    <ScrollingTable {...named}>
      <Thead>
        <Tr>
          {columns.map((title) => (
            <Th key={title}>{title}</Th>
          ))}
        </Tr>
      </Thead>
      {rows === undefined ? <SkeletonRows columns={columns} /> : <Tbody>{rows.map(children)}</Tbody>}
    </ScrollingTable>
  );
}
