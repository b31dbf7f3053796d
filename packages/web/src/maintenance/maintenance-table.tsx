import type { Maintenance } from '@evenkeel/contract';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { Moment } from '../parts/moment.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { doneInWords, leftInWords } from './maintenance-words.ts';
import { MaintenanceStateLabel } from './state-label.tsx';

const COLUMNS = ['Host', 'Provider', 'State', 'Since', 'How far', 'Asked by', 'Reason'];

/** Hosts in maintenance, newest first; undefined while they are being read. */
export function MaintenanceTable({ maintenances }: { maintenances: readonly Maintenance[] | undefined }) {
  return (
    <ScrollingTable aria-label="Hosts in maintenance">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {maintenances === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {maintenances.map((maintenance) => (
            <Row key={maintenance.id} maintenance={maintenance} />
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}

function Row({ maintenance }: { maintenance: Maintenance }) {
  const { id, host, kind, providerId, provider, state, phase, attention, since, createdBy, reason } =
    maintenance;
  return (
    <Tr>
      <Td dataLabel="Host" className="evenkeel-break">
        <Link to="/maintenance/$maintenanceId" params={{ maintenanceId: id }}>
          {host}
        </Link>
      </Td>
      <Td dataLabel="Provider">
        <ProviderName id={providerId} name={provider} />
      </Td>
      <Td dataLabel="State">
        <MaintenanceStateLabel state={state} kind={kind} />
        {kind === 'evacuation' && <div className="evenkeel-muted">Evacuation</div>}
        {attention && <div className="evenkeel-muted">{attention.reason}</div>}
      </Td>
      <Td dataLabel="Since" modifier="nowrap">
        <Moment at={since} />
      </Td>
      <Td dataLabel="How far">
        {phase === 'held' && <div>{leftInWords(maintenance)}</div>}
        <div className="evenkeel-muted">{doneInWords(maintenance)}</div>
      </Td>
      <Td dataLabel="Asked by">{createdBy}</Td>
      <Td dataLabel="Reason" modifier="breakWord">
        {reason || '–'}
      </Td>
    </Tr>
  );
}
