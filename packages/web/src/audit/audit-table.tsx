import type { AuditEntry } from '@evenkeel/contract';
import { Label } from '@patternfly/react-core';
import { ExpandableRowContent, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { AuditDetails } from './audit-details.tsx';
import { operationInWords, outcomeInWords, subjectInWords } from './audit-words.ts';

const COLUMNS = ['', 'Entry', 'At', 'Who', 'Did', 'To what', 'What came of it'];

/** The entries, newest first; each opens to all that it says. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] | undefined }) {
  return (
    <ScrollingTable aria-label="Audit">
      <Thead>
        <Tr>
          {COLUMNS.map((title) =>
            title === '' ? (
              <Th key={title} screenReaderText="Details" />
            ) : (
              <Th key={title} modifier="nowrap">
                {title}
              </Th>
            ),
          )}
        </Tr>
      </Thead>
      {entries === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        entries.map((entry) => <EntryRows key={entry.sequence} entry={entry} />)
      )}
    </ScrollingTable>
  );
}

function EntryRows({ entry }: { entry: AuditEntry }) {
  const [isOpen, setOpen] = useState(false);
  const { words, isBad } = outcomeInWords(entry);
  const rowIndex = entry.sequence;
  return (
    <Tbody isExpanded={isOpen}>
      <Tr>
        <Td
          expand={{ rowIndex, isExpanded: isOpen, onToggle: () => setOpen(!isOpen), expandId: 'entry' }}
          aria-label={`Details of entry ${entry.sequence}`}
        />
        <Td dataLabel="Entry">{entry.sequence}</Td>
        <Td dataLabel="At" modifier="nowrap">
          <Moment at={entry.at} />
        </Td>
        <Td dataLabel="Who" modifier="breakWord">
          {entry.who.name}
        </Td>
        <Td dataLabel="Did" modifier="breakWord">
          {operationInWords(entry)}
        </Td>
        <Td dataLabel="To what" modifier="breakWord">
          {subjectInWords(entry)}
        </Td>
        <Td dataLabel="What came of it">
          {entry.outcome === null ? (
            <span className="evenkeel-muted">{words}</span>
          ) : (
            <Label status={isBad ? 'danger' : 'success'} variant="outline">
              {words}
            </Label>
          )}
        </Td>
      </Tr>
      {isOpen && (
        <Tr isExpanded>
          <Td colSpan={COLUMNS.length}>
            <ExpandableRowContent>
              <AuditDetails entry={entry} />
            </ExpandableRowContent>
          </Td>
        </Tr>
      )}
    </Tbody>
  );
}
