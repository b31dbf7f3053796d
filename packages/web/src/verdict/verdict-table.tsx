import type { Verdict } from '@evenkeel/contract';
import { Content } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';
import { countAble, type VerdictsByHost } from './reasons.ts';
import { type ShownVerdicts, VerdictFilter } from './verdict-filter.tsx';
import { VerdictRow } from './verdict-row.tsx';
import './verdict.css';

/** Pixels, of a host with one reason. */
const USUAL_ROW = 76;

interface VerdictTableProps {
  labelledBy: string;
  /** Best first. */
  verdicts: readonly Verdict[];
  /** Of several instances that are to move together: what each meets alone. */
  alone?: VerdictsByHost;
  /** Of those: each goes where Nova wants it, so no host need take them all. */
  isEach?: boolean;
  /** True while other options are being checked. */
  isChecking?: boolean;
  chosen?: string | null;
  onChoose?: (host: string) => void;
}

/** The answer of each host, every reason in words, and its load now and then. A thousand hosts are as quick as ten. */
export function VerdictTable(props: VerdictTableProps) {
  const { labelledBy, alone, isEach = false, isChecking = false, chosen = null, onChoose } = props;
  const verdicts = isEach && alone ? byCount(props.verdicts, alone) : props.verdicts;
  const isAble = ({ host, answer }: Verdict) =>
    isEach && alone ? countAble(alone.get(host) ?? []) > 0 : answer !== 'no';
  const [shown, setShown] = useState<ShownVerdicts>({ onlyAble: false, text: '' });
  const wanted = shown.text.trim().toLowerCase();
  const rows = verdicts.filter(
    (verdict) =>
      (!shown.onlyAble || isAble(verdict)) &&
      `${verdict.host} ${verdict.zone ?? ''}`.toLowerCase().includes(wanted),
  );
  const virtual = useVirtualRows(rows.length, USUAL_ROW);
  if (verdicts.length === 0) {
    return <Content component="p">There is no host besides the present one.</Content>;
  }
  const answerTitle = !alone ? 'Can take it' : isEach ? 'Could take' : 'Can take them all';
  return (
    <>
      <VerdictFilter
        count={verdicts.length}
        able={verdicts.filter(isAble).length}
        shown={shown}
        onChange={setShown}
      />
      {rows.length === 0 ? (
        <Content component="p">
          {wanted ? `No host is named so: ${shown.text}.` : 'No host can take it.'} Show all for the reasons.
        </Content>
      ) : (
        <div
          ref={virtual.scroller}
          className={`evenkeel-scrolling ${virtual.isVirtual ? 'evenkeel-tall' : ''} ${isChecking ? 'evenkeel-checking' : ''}`}
        >
          <Table
            variant="compact"
            gridBreakPoint="grid-lg"
            isStickyHeader={virtual.isVirtual}
            aria-labelledby={labelledBy}
            aria-busy={isChecking}
            aria-rowcount={rows.length + 1}
            className="evenkeel-verdicts"
          >
            <Thead>
              <Tr>
                {onChoose && <Th screenReaderText="Choose" className="evenkeel-choose" />}
                <Th modifier="nowrap" width={20}>
                  Host
                </Th>
                <Th modifier="nowrap" width={15}>
                  {answerTitle}
                </Th>
                <Th>Why</Th>
                <Th modifier="nowrap" width={25}>
                  Load now → after
                </Th>
              </Tr>
            </Thead>
            <Tbody>
              <RowGap height={virtual.before} />
              {virtual.places.map((place) => {
                const verdict = rows[place];
                return (
                  verdict && (
                    <VerdictRow
                      // The same name in two clouds is two rows.
                      key={`${verdict.host} ${place}`}
                      verdict={verdict}
                      alone={alone?.get(verdict.host) ?? []}
                      answerTitle={answerTitle}
                      isEach={isEach}
                      place={place}
                      isChosen={verdict.host === chosen}
                      onChoose={onChoose}
                      measure={virtual.measure}
                    />
                  )
                );
              })}
              <RowGap height={virtual.after} />
            </Tbody>
          </Table>
        </div>
      )}
    </>
  );
}

/** The hosts that could take most of them first; among equals as they stood. */
function byCount(verdicts: readonly Verdict[], alone: VerdictsByHost): Verdict[] {
  const able = (verdict: Verdict) => countAble(alone.get(verdict.host) ?? []);
  return [...verdicts].sort((left, right) => able(right) - able(left));
}
