import { Skeleton } from '@patternfly/react-core';
import { Tbody, Td, Tr } from '@patternfly/react-table';

const ROWS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

export function SkeletonRows({ columns }: { columns: readonly string[] }) {
  return (
    <Tbody aria-busy="true">
      {ROWS.map((row) => (
        <Tr key={row}>
          {columns.map((column, index) => (
            <Td key={column} dataLabel={column}>
              <Skeleton screenreaderText={row === 'first' && index === 0 ? 'Loading' : undefined} />
            </Td>
          ))}
        </Tr>
      ))}
    </Tbody>
  );
}
