import type { Verdict } from '@evenkeel/contract';
import { Content, Label, type LabelProps } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { LoadBar } from '../parts/load-bar.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';

const ANSWERS: Readonly<Record<Verdict['answer'], { words: string; status: LabelProps['status'] }>> = {
  yes: { words: 'Yes', status: 'success' },
  warning: { words: 'Yes, with a warning', status: 'warning' },
  no: { words: 'No', status: 'danger' },
};

interface VerdictTableProps {
  /** Best first. */
  verdicts: readonly Verdict[];
  chosen: string | null;
  isChecking: boolean;
  /** How many instances are to move together. */
  count: number;
}

/** The answer of each host, in words, with its load now and then. */
export function VerdictTable({ verdicts, chosen, isChecking, count }: VerdictTableProps) {
  if (verdicts.length === 0) {
    return <Content component="p">There is no host besides the present one.</Content>;
  }
  return (
    <ScrollingTable
      aria-labelledby="verdicts-title"
      aria-busy={isChecking}
      className={isChecking ? 'evenkeel-checking' : ''}
    >
      <Thead>
        <Tr>
          <Th modifier="nowrap">Host</Th>
          <Th modifier="nowrap">Zone</Th>
          <Th modifier="nowrap">{count > 1 ? 'Can take them all' : 'Can take it'}</Th>
          <Th width={35}>Why</Th>
          <Th modifier="nowrap">Memory now → after</Th>
          <Th modifier="nowrap">VCPUs now → after</Th>
        </Tr>
      </Thead>
      <Tbody>
        {verdicts.map((verdict) => (
          <Tr
            key={verdict.host}
            isRowSelected={verdict.host === chosen}
            className={verdict.answer === 'no' ? 'evenkeel-unfit' : ''}
          >
            <Td dataLabel="Host">{verdict.host}</Td>
            <Td dataLabel="Zone">{verdict.zone ?? 'No Availability Zone'}</Td>
            <Td dataLabel={count > 1 ? 'Can take them all' : 'Can take it'}>
              <Label status={ANSWERS[verdict.answer].status} isCompact>
                {ANSWERS[verdict.answer].words}
              </Label>
            </Td>
            <Td dataLabel="Why">
              {verdict.reasons.length === 0 ? '–' : <Reasons reasons={verdict.reasons} />}
            </Td>
            <Td dataLabel="Memory now → after">
              <LoadBar
                label={`Memory of ${verdict.host}`}
                now={verdict.load.memory}
                after={verdict.answer === 'no' ? null : verdict.load.memoryAfter}
              />
            </Td>
            <Td dataLabel="VCPUs now → after">
              <LoadBar
                label={`VCPUs of ${verdict.host}`}
                now={verdict.load.vcpus}
                after={verdict.answer === 'no' ? null : verdict.load.vcpusAfter}
              />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </ScrollingTable>
  );
}

function Reasons({ reasons }: { reasons: Verdict['reasons'] }) {
  return (
    <>
      {reasons.map(({ code, message }) => (
        <div key={`${code} ${message}`}>{message}</div>
      ))}
    </>
  );
}
