import { Button } from '@patternfly/react-core';
import { useLocation, useNavigate } from '@tanstack/react-router';

declare module '@tanstack/react-router' {
  interface HistoryStateObjectWithCursors {
    /** The cursors of the pages before this one; the empty text is the first page. */
    earlier?: string[];
  }
  interface HistoryState extends HistoryStateObjectWithCursors {}
}

interface CursorPagingProps {
  cursor: string | undefined;
  /** Null on the last page. */
  next: string | null | undefined;
  /** How many rows are shown now. */
  shown: number | undefined;
}

/** A list that is read from one place to the next. How long it is nobody counts: over years that would cost more than it says. */
export function CursorPaging({ cursor, next, shown = 0 }: CursorPagingProps) {
  const navigate = useNavigate();
  const { earlier = [] } = useLocation().state;
  const go = (to: string | undefined, before: string[]) =>
    void navigate({
      to: '.',
      search: (now: Record<string, unknown>) => ({ ...now, cursor: to || undefined }),
      state: { earlier: before },
    });
  if (cursor === undefined && !next) return null;
  return (
    <nav aria-label="Paging" className="evenkeel-cursor-paging">
      <span className="evenkeel-muted">
        {shown} shown{next ? ', more follow' : ', these are the last'}
      </span>
      <Button variant="secondary" isDisabled={cursor === undefined} onClick={() => go(undefined, [])}>
        First page
      </Button>
      <Button
        variant="secondary"
        isDisabled={earlier.length === 0}
        onClick={() => go(earlier.at(-1), earlier.slice(0, -1))}
      >
        Previous page
      </Button>
      <Button
        variant="secondary"
        isDisabled={!next}
        onClick={() => go(next ?? undefined, [...earlier, cursor ?? ''])}
      >
        Next page
      </Button>
    </nav>
  );
}
