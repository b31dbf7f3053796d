import type { Approval } from '@evenkeel/contract';
import { Label } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { MayButton } from '../access/may-button.tsx';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { Begun } from './begun.tsx';
import type { Decision } from './queries.ts';

const COLUMNS = ['What', 'State', 'Asked by', 'Until', 'Decide'];

const STATES: Readonly<
  Record<Approval['state'], { words: string; status?: 'info' | 'success' | 'danger' | 'warning' }>
> = {
  pending: { words: 'Waits', status: 'warning' },
  approved: { words: 'About to begin', status: 'info' },
  done: { words: 'Approved and begun', status: 'success' },
  failed: { words: 'Approved, could not begin', status: 'danger' },
  declined: { words: 'Declined' },
  expired: { words: 'Not decided in time' },
};

interface Props {
  /** Undefined while they are being read. */
  approvals: readonly Approval[] | undefined;
  onDecide: (approval: Approval, verb: Decision['verb']) => void;
}

export function ApprovalsTable({ approvals, onDecide }: Props) {
  return (
    <ScrollingTable aria-label="Requests">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {approvals === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {approvals.map((approval) => (
            <ApprovalRow key={approval.id} approval={approval} onDecide={onDecide} />
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}

function ApprovalRow({ approval, onDecide }: { approval: Approval; onDecide: Props['onDecide'] }) {
  const { title, providers, state, askedBy, askedAt, expiresAt, own, decidedBy, comment, error } = approval;
  const { words, status } = STATES[state];
  return (
    <Tr>
      <Td dataLabel="What" modifier="breakWord">
        <strong>{title}</strong>
        <div className="evenkeel-muted">{providers.join(', ')}</div>
        <Begun approval={approval} />
      </Td>
      <Td dataLabel="State" modifier="breakWord">
        <Label isCompact status={status}>
          {words}
        </Label>
        {decidedBy !== null && <div className="evenkeel-muted">by {decidedBy}</div>}
        {comment !== null && <div>“{comment}”</div>}
        {error !== null && <div>{error}</div>}
      </Td>
      <Td dataLabel="Asked by" modifier="breakWord">
        {own ? 'you' : askedBy}
        <div className="evenkeel-muted">
          <Moment at={askedAt} />
        </div>
      </Td>
      <Td dataLabel="Until" modifier="nowrap">
        {state === 'pending' ? <Moment at={expiresAt} /> : '–'}
      </Td>
      <Td dataLabel="Decide">
        {state === 'pending' && own && 'Another person decides.'}
        {state === 'pending' && !own && (
          <div className="evenkeel-decide">
            <MayButton action="approve" size="sm" onClick={() => onDecide(approval, 'approve')}>
              Approve…
            </MayButton>
            <MayButton
              action="approve"
              size="sm"
              variant="secondary"
              onClick={() => onDecide(approval, 'decline')}
            >
              Decline…
            </MayButton>
          </div>
        )}
      </Td>
    </Tr>
  );
}
