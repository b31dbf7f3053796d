import type { BalancePolicy } from '@evenkeel/contract';
import { Label } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { MODE_WORDS, settingsInWords } from './balance-words.ts';

const COLUMNS = ['Policy', 'Mode', 'What it wants', 'Next look', 'The last look'];

/** Policies in force; undefined while they are being read. */
export function PoliciesTable({ policies }: { policies: readonly BalancePolicy[] | undefined }) {
  return (
    <ScrollingTable aria-label="Policies">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {policies === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {policies.map(({ id, name, providerId, version, settings, nextAt, lastResult }) => (
            <Tr key={id}>
              <Td dataLabel="Policy" className="evenkeel-break">
                <Link to="/balance/policies/edit" search={{ provider: providerId, policy: name }}>
                  {name}
                </Link>
                <div className="evenkeel-muted">version {version}</div>
              </Td>
              <Td dataLabel="Mode">
                <Label isCompact status={settings.mode === 'automatic' ? 'warning' : undefined}>
                  {MODE_WORDS[settings.mode].words}
                </Label>
                {settings.mode === 'automatic' && <div className="evenkeel-muted">No person is asked.</div>}
              </Td>
              <Td dataLabel="What it wants" modifier="breakWord">
                {settingsInWords(settings)}
              </Td>
              <Td dataLabel="Next look" modifier="nowrap">
                {nextAt === null ? 'when asked' : <Moment at={nextAt} />}
              </Td>
              <Td dataLabel="The last look" modifier="breakWord">
                {lastResult ?? '–'}
              </Td>
            </Tr>
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}
