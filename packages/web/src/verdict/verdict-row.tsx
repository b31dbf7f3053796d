import type { Verdict } from '@evenkeel/contract';
import { Label, type LabelProps } from '@patternfly/react-core';
import { Td, Tr } from '@patternfly/react-table';
import { LoadFigures } from './load-figures.tsx';
import { ReasonList } from './reason-list.tsx';
import { countAble, type HostReason, reasonsOf } from './reasons.ts';

const ANSWERS: Readonly<Record<Verdict['answer'], { words: string; status: LabelProps['status'] }>> = {
  yes: { words: 'Yes', status: 'success' },
  warning: { words: 'Yes, with a warning', status: 'warning' },
  no: { words: 'No', status: 'danger' },
};

interface VerdictRowProps {
  verdict: Verdict;
  /** What each of several instances meets there alone; empty for one. */
  alone: readonly { name: string; verdict: Verdict }[];
  answerTitle: string;
  /** Nova chooses for each of several instances on its own: then it is told how many could go there, not whether all. */
  isEach: boolean;
  place: number;
  isChosen: boolean;
  /** Absent where no host is chosen by hand. */
  onChoose?: (host: string) => void;
  measure: (row: HTMLTableRowElement | null) => void;
}

export function VerdictRow(props: VerdictRowProps) {
  const { verdict, alone, answerTitle, isEach, place, isChosen, onChoose, measure } = props;
  const { host, zone, answer } = verdict;
  const able = countAble(alone);
  return (
    <Tr
      innerRef={measure}
      data-index={place}
      aria-rowindex={place + 2}
      isRowSelected={isChosen}
      className={answer === 'no' ? 'evenkeel-unfit' : ''}
    >
      {onChoose && (
        <Td dataLabel="Choose">
          {answer !== 'no' && (
            <input
              type="radio"
              name="verdict-host"
              className="evenkeel-radio"
              aria-label={`Choose ${host}`}
              checked={isChosen}
              onChange={() => onChoose(host)}
            />
          )}
        </Td>
      )}
      <Td dataLabel="Host">
        <div className="evenkeel-break">{host}</div>
        <div className="evenkeel-muted">{zone ?? 'No Availability Zone'}</div>
      </Td>
      <Td dataLabel={answerTitle}>
        {isEach ? (
          <Label status={able === alone.length ? 'success' : able > 0 ? 'info' : 'danger'} isCompact>
            {able} of {alone.length}
          </Label>
        ) : (
          <Label status={ANSWERS[answer].status} isCompact>
            {ANSWERS[answer].words}
          </Label>
        )}
        {!isEach && answer === 'no' && able > 0 && (
          <div className="evenkeel-muted">
            {able} of {alone.length} could
          </div>
        )}
      </Td>
      <Td dataLabel="Why">
        <ReasonList reasons={isEach ? reasonsOf(verdict, alone).map(asNote) : reasonsOf(verdict, alone)} />
      </Td>
      <Td dataLabel="Load now → after">
        <LoadFigures verdict={verdict} />
      </Td>
    </Tr>
  );
}

/** Where Nova chooses for each, that one of them is there already hinders no other. */
function asNote(reason: HostReason): HostReason {
  return reason.code === 'same-host' ? { ...reason, severity: 'information' } : reason;
}
