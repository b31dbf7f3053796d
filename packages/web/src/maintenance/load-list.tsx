import type { LoadOnTheWay } from '@evenkeel/contract';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { LoadBar } from '../parts/load-bar.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';

const COLUMNS = ['Host', 'Memory now → at worst', 'VCPUs now → at worst'];

/** Hosts that get something: what they bear now, and at the worst moment on the way. */
export function LoadList({ load }: { load: readonly LoadOnTheWay[] }) {
  return (
    <ScrollingTable aria-label="Load on the way">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title}>{title}</Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {load.map(({ host, memoryNow, memoryWorst, vcpusNow, vcpusWorst }) => (
          <Tr key={host}>
            <Td dataLabel="Host" className="evenkeel-break">
              {host}
            </Td>
            <Td dataLabel="Memory">
              <LoadBar label={`Memory of ${host} at worst`} now={memoryNow} after={memoryWorst} />
            </Td>
            <Td dataLabel="VCPUs">
              <LoadBar label={`VCPUs of ${host} at worst`} now={vcpusNow} after={vcpusWorst} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </ScrollingTable>
  );
}
