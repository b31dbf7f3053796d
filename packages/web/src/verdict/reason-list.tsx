import type { VerdictReason } from '@evenkeel/contract';
import { Icon } from '@patternfly/react-core';
import ErrorIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import WarningIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import NoteIcon from '@patternfly/react-icons/dist/esm/icons/info-circle-icon';
import type { ComponentType } from 'react';
import type { HostReason } from './reasons.ts';

const SEVERITIES: Readonly<
  Record<
    VerdictReason['severity'],
    { words: string; status: 'danger' | 'warning' | 'info'; Symbol: ComponentType }
  >
> = {
  error: { words: 'Blocks', status: 'danger', Symbol: ErrorIcon },
  warning: { words: 'Warning', status: 'warning', Symbol: WarningIcon },
  information: { words: 'Note', status: 'info', Symbol: NoteIcon },
};
const MOST_NAMED = 3;

/** Every reason, none behind a hover; how grave it is stands as an icon and as a word. */
export function ReasonList({ reasons }: { reasons: readonly HostReason[] }) {
  if (reasons.length === 0) return <span className="evenkeel-muted">Nothing speaks against it.</span>;
  return (
    <ul className="evenkeel-reasons">
      {reasons.map(({ code, severity, message, names, isTogether }) => {
        const { words, status, Symbol } = SEVERITIES[severity];
        return (
          <li key={`${code} ${message}`}>
            <Icon status={status} isInline>
              <Symbol />
            </Icon>
            <span>
              <strong>{words}:</strong> {isTogether && 'All together: '}
              {message}
              {names.length > 0 && <span className="evenkeel-muted"> ({namesInWords(names)})</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}
