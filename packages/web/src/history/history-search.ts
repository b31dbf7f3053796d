import type { Outcome } from '@evenkeel/contract';
import type { Parameters } from '../api/request.ts';
import { oneOf, textOf, withoutUndefined } from '../search.ts';

// What the address of the history holds: every filter, the order, and where the page begins.

export type MoveSort = 'createdAt' | 'endedAt' | 'instanceName';

export interface HistorySearch {
  state?: 'active' | 'ended';
  outcome?: Outcome;
  /** Provider id. */
  provider?: string;
  /** Instance id. */
  instance?: string;
  host?: string;
  project?: string;
  /** A code of the catalogue of causes. */
  cause?: string;
  askedBy?: string;
  /** UTC, ISO 8601: made at this moment or after it. */
  from?: string;
  /** UTC, ISO 8601: made before it. */
  to?: string;
  /** Nova's own status word; only for its records. */
  status?: string;
  search?: string;
  sort?: MoveSort;
  order?: 'asc' | 'desc';
  cursor?: string;
}

export const OUTCOMES: readonly Outcome[] = [
  'succeeded',
  'rejected',
  'not-placed',
  'rolled-back',
  'cancelled',
  'timed-out',
  'errored',
  'inconsistent',
  'lost',
];
const SORTS: readonly MoveSort[] = ['createdAt', 'endedAt', 'instanceName'];
export const HISTORY_PAGE_SIZE = 50;

/** Anything a hand could have typed wrong is left out. */
export function readHistorySearch(raw: Record<string, unknown>): HistorySearch {
  return withoutUndefined({
    state: oneOf(['active', 'ended'] as const, raw.state),
    outcome: oneOf(OUTCOMES, raw.outcome),
    provider: textOf(raw.provider),
    instance: textOf(raw.instance),
    host: textOf(raw.host),
    project: textOf(raw.project),
    cause: textOf(raw.cause),
    askedBy: textOf(raw.askedBy),
    from: momentOf(raw.from),
    to: momentOf(raw.to),
    status: textOf(raw.status),
    search: textOf(raw.search),
    sort: oneOf(SORTS, raw.sort),
    order: oneOf(['asc', 'desc'] as const, raw.order),
    cursor: textOf(raw.cursor),
  });
}

export function moveParametersOf(search: HistorySearch): Parameters {
  const { status: _status, ...asked } = search;
  return { ...asked, limit: HISTORY_PAGE_SIZE };
}

/** Nova's records know neither our states nor another order than that of their making. */
export function recordParametersOf(search: HistorySearch): Parameters {
  const { state: _state, sort: _sort, ...asked } = search;
  return { ...asked, limit: HISTORY_PAGE_SIZE };
}

/** Of the filters alone: the file has everything that fits, not one page of it. */
export function exportParametersOf(search: HistorySearch): Parameters {
  const { status: _status, sort: _sort, order: _order, cursor: _cursor, ...asked } = search;
  return asked;
}

/** The filters without the order and the page, as another list or an empty one begins. */
export function filtersOf(search: HistorySearch): HistorySearch {
  const { sort: _sort, order: _order, cursor: _cursor, ...filters } = search;
  return filters;
}

function momentOf(value: unknown): string | undefined {
  const date = new Date(String(value));
  return typeof value === 'string' && date.getFullYear() > 1970 ? date.toISOString() : undefined;
}

/** For a field of type datetime-local, which speaks the reader's own time and no zone: `2026-03-01T12:30`. */
export function localMinuteOf(moment: string | undefined): string {
  if (moment === undefined) return '';
  const date = new Date(moment);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The way back; undefined while the field is empty or half filled in. */
export function momentOfLocal(text: string): string | undefined {
  return text === '' ? undefined : momentOf(text);
}
