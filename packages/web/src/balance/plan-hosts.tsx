import type { BalanceEdits, BalancePlan, LoadDimension } from '@evenkeel/contract';
import { Button } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { LoadBar } from '../parts/load-bar.tsx';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';
import { DIMENSION_WORDS } from './balance-words.ts';
import { withHost } from './plan-edits.ts';

/** Pixels. */
const USUAL_ROW = 48;

interface PlanHostsProps {
  plan: BalancePlan;
  dimension: LoadDimension;
  edits: BalanceEdits;
  onEdit: ((edits: BalanceEdits) => void) | null;
}

/** Host by host: the load and the instances before and after, and why one takes no part. Changed hosts come first. */
export function PlanHosts({ plan, dimension, edits, onEdit }: PlanHostsProps) {
  const hosts = plan.hosts.toSorted(
    (one, other) => Number(isChanged(other)) - Number(isChanged(one)) || one.host.localeCompare(other.host),
  );
  const virtual = useVirtualRows(hosts.length, USUAL_ROW);
  return (
    <div ref={virtual.scroller} className={`evenkeel-scrolling ${virtual.isVirtual ? 'evenkeel-tall' : ''}`}>
      <Table
        variant="compact"
        gridBreakPoint="grid-lg"
        isStickyHeader={virtual.isVirtual}
        aria-label="Hosts before and after"
        aria-rowcount={hosts.length + 1}
      >
        <Thead>
          <Tr>
            <Th>Host</Th>
            <Th>Zone</Th>
            <Th>{DIMENSION_WORDS[dimension]} now → after</Th>
            <Th>Instances</Th>
            <Th>Part in the plan</Th>
          </Tr>
        </Thead>
        <Tbody>
          <RowGap height={virtual.before} />
          {virtual.places.map((place) => {
            const one = hosts[place];
            if (one === undefined) return null;
            const { host, zone, leftOut, before, after, instancesBefore, instancesAfter } = one;
            const isOut = edits.excludedHosts.includes(host);
            return (
              <Tr key={host} data-index={place} innerRef={virtual.measure}>
                <Td dataLabel="Host" className="evenkeel-break">
                  {host}
                </Td>
                <Td dataLabel="Zone">{zone ?? 'No Availability Zone'}</Td>
                <Td dataLabel={DIMENSION_WORDS[dimension]}>
                  <LoadBar
                    label={`${DIMENSION_WORDS[dimension]} of ${host}`}
                    now={before[dimension]}
                    after={after[dimension]}
                  />
                </Td>
                <Td dataLabel="Instances" modifier="nowrap">
                  {instancesBefore === instancesAfter
                    ? instancesBefore
                    : `${instancesBefore} → ${instancesAfter}`}
                </Td>
                <Td dataLabel="Part in the plan" modifier="breakWord">
                  {leftOut !== null && <div>Left out: {leftOut}</div>}
                  {onEdit && (leftOut === null || isOut || plan.edits.excludedHosts.includes(host)) && (
                    <Button
                      variant="link"
                      isInline
                      aria-label={`${isOut ? 'Take it in again' : 'Leave it out'}: ${host}`}
                      onClick={() => onEdit(withHost(edits, host, isOut))}
                    >
                      {isOut ? 'Take it in again' : 'Leave it out'}
                    </Button>
                  )}
                  {isOut && leftOut === null && (
                    <div className="evenkeel-muted">Left out in the next plan.</div>
                  )}
                </Td>
              </Tr>
            );
          })}
          <RowGap height={virtual.after} />
        </Tbody>
      </Table>
    </div>
  );
}

const isChanged = ({ instancesBefore, instancesAfter, before, after }: BalancePlan['hosts'][number]) =>
  instancesBefore !== instancesAfter || before.memory !== after.memory || before.cpu !== after.cpu;
