import type { LoadOnTheWay, PlannedStep } from '@evenkeel/contract';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { formatBytes } from '../parts/bytes.ts';
import { LoadBar } from '../parts/load-bar.tsx';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';

/** Pixels. */
const USUAL_ROW = 72;

interface StepsTableProps {
  title: string;
  providerId: string;
  moves: readonly PlannedStep[];
  /** Of the hosts they go to; empty where it is not told. */
  load: readonly LoadOnTheWay[];
  /** False where instances are built anew: nothing is copied. */
  copies?: boolean;
}

/** Each move of a plan: where to, why, and what that host then bears. */
export function StepsTable({ title, providerId, moves, load, copies = true }: StepsTableProps) {
  const virtual = useVirtualRows(moves.length, USUAL_ROW);
  const loadOf = new Map(load.map((one) => [one.host, one]));
  return (
    <div ref={virtual.scroller} className={`evenkeel-scrolling ${virtual.isVirtual ? 'evenkeel-tall' : ''}`}>
      <Table
        variant="compact"
        gridBreakPoint="grid-lg"
        isStickyHeader={virtual.isVirtual}
        aria-label={title}
        aria-rowcount={moves.length + 1}
      >
        <Thead>
          <Tr>
            <Th width={15}>Instance</Th>
            <Th width={15}>Goes to</Th>
            <Th>Why</Th>
            {copies && <Th modifier="nowrap">To copy</Th>}
            {load.length > 0 && <Th modifier="wrap">Memory there, now → at worst</Th>}
          </Tr>
        </Thead>
        <Tbody>
          <RowGap height={virtual.before} />
          {virtual.places.map((place) => {
            const move = moves[place];
            return (
              move && (
                <Tr key={`${move.instanceId} ${move.to}`} data-index={place} innerRef={virtual.measure}>
                  <Td dataLabel="Instance" className="evenkeel-break">
                    <Link
                      to="/instances/$providerId/$instanceId"
                      params={{ providerId, instanceId: move.instanceId }}
                    >
                      {move.instanceName}
                    </Link>
                  </Td>
                  <Td dataLabel="Goes to" className="evenkeel-break">
                    {move.to}
                  </Td>
                  <Td dataLabel="Why" modifier="breakWord">
                    {move.why}
                    <After move={move} moves={moves} />
                  </Td>
                  {copies && (
                    <Td dataLabel="To copy" modifier="nowrap">
                      {formatBytes(move.bytes)}
                    </Td>
                  )}
                  {load.length > 0 && (
                    <Td dataLabel="Memory there">
                      <LoadBar
                        label={`Memory of ${move.to} at worst`}
                        now={loadOf.get(move.to)?.memoryNow ?? null}
                        after={loadOf.get(move.to)?.memoryWorst ?? null}
                      />
                    </Td>
                  )}
                </Tr>
              )
            );
          })}
          <RowGap height={virtual.after} />
        </Tbody>
      </Table>
    </div>
  );
}

function After({ move, moves }: { move: PlannedStep; moves: readonly PlannedStep[] }) {
  const names = move.after.flatMap((place) => moves[place]?.instanceName ?? []);
  return names.length === 0 ? null : (
    <div className="evenkeel-muted">After {names.join(', ')}, which makes room for it.</div>
  );
}
