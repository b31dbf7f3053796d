import type { BalanceEdits, BalancePlan } from '@evenkeel/contract';
import { Checkbox } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { formatBytes } from '../parts/bytes.ts';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';
import { gainInWords, timeInWords } from './balance-words.ts';
import { PinSelect } from './pin-select.tsx';
import { withInstance, withPin } from './plan-edits.ts';

/** Pixels. */
const USUAL_ROW = 72;

interface PlanStepsProps {
  plan: BalancePlan;
  edits: BalanceEdits;
  /** Null: what is started or dismissed is not changed any more. */
  onEdit: ((edits: BalanceEdits) => void) | null;
}

/** Each move: what it brings, what it costs, and why; a step can be left out, or an instance sent elsewhere. */
export function PlanSteps({ plan, edits, onEdit }: PlanStepsProps) {
  const { steps } = plan;
  const virtual = useVirtualRows(steps.length, USUAL_ROW);
  return (
    <div ref={virtual.scroller} className={`evenkeel-scrolling ${virtual.isVirtual ? 'evenkeel-tall' : ''}`}>
      <Table
        variant="compact"
        gridBreakPoint="grid-lg"
        isStickyHeader={virtual.isVirtual}
        aria-label="Moves"
        aria-rowcount={steps.length + 1}
      >
        <Thead>
          <Tr>
            {onEdit && <Th modifier="nowrap">Take along</Th>}
            <Th width={15}>Instance</Th>
            <Th>From</Th>
            <Th>To</Th>
            <Th modifier="nowrap">Gain</Th>
            <Th modifier="nowrap">To copy</Th>
            <Th modifier="nowrap">Time</Th>
            <Th>Why</Th>
          </Tr>
        </Thead>
        <Tbody>
          <RowGap height={virtual.before} />
          {virtual.places.map((place) => (
            <StepRow
              key={steps[place]?.instanceId ?? place}
              plan={plan}
              place={place}
              measure={virtual.measure}
              edits={edits}
              onEdit={onEdit}
            />
          ))}
          <RowGap height={virtual.after} />
        </Tbody>
      </Table>
    </div>
  );
}

interface StepRowProps extends PlanStepsProps {
  place: number;
  measure: (row: HTMLTableRowElement | null) => void;
}

function StepRow({ plan, place, measure, edits, onEdit }: StepRowProps) {
  const step = plan.steps[place];
  if (step === undefined) return null;
  const { instanceId, instanceName, from, to, gain, bytes, seconds, why, after } = step;
  const first = after.flatMap((other) => plan.steps[other]?.instanceName ?? []);
  const pin = edits.pinned.find(({ instance }) => instance === instanceId)?.host;
  return (
    <Tr data-index={place} innerRef={measure}>
      {onEdit && (
        <Td dataLabel="Take along">
          <Checkbox
            id={`take-${instanceId}`}
            aria-label={`Move ${instanceName}`}
            isChecked={!edits.excluded.includes(instanceId)}
            onChange={(_event, isIn) => onEdit(withInstance(edits, instanceId, isIn))}
          />
        </Td>
      )}
      <Td dataLabel="Instance" className="evenkeel-break">
        <Link to="/instances/$providerId/$instanceId" params={{ providerId: plan.providerId, instanceId }}>
          {instanceName}
        </Link>
      </Td>
      <Td dataLabel="From" className="evenkeel-break">
        {from}
      </Td>
      <Td dataLabel="To" className="evenkeel-break">
        {onEdit ? (
          <PinSelect
            step={step}
            pin={pin}
            hosts={plan.hosts}
            onPin={(host) => onEdit(withPin(edits, instanceId, host))}
          />
        ) : (
          to
        )}
      </Td>
      <Td dataLabel="Gain" modifier="nowrap">
        {gainInWords(gain)}
      </Td>
      <Td dataLabel="To copy" modifier="nowrap">
        {bytes === null ? '–' : formatBytes(bytes)}
      </Td>
      <Td dataLabel="Time" modifier="nowrap">
        {timeInWords(seconds)}
      </Td>
      <Td dataLabel="Why" modifier="breakWord">
        {why}
        {first.length > 0 && (
          <div className="evenkeel-muted">After {first.join(', ')}, which makes room for it.</div>
        )}
      </Td>
    </Tr>
  );
}
