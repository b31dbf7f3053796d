import type { RunKind } from '@evenkeel/contract';
import type { Parameters } from '../api/request.ts';
import { oneOf, textOf, withoutUndefined } from '../search.ts';

/** What the address of the list of runs holds. */
export interface RunsSearch {
  status?: 'open' | 'done';
  kind?: RunKind;
  cursor?: string;
}

export const RUN_KINDS: readonly RunKind[] = ['migrate', 'drain', 'return', 'balance'];
const PAGE_SIZE = 50;

/** Anything a hand could have typed wrong is left out. */
export function readRunsSearch(raw: Record<string, unknown>): RunsSearch {
  return withoutUndefined({
    status: oneOf(['open', 'done'] as const, raw.status),
    kind: oneOf(RUN_KINDS, raw.kind),
    cursor: textOf(raw.cursor),
  });
}

export function runParametersOf(search: RunsSearch): Parameters {
  return { ...search, limit: PAGE_SIZE };
}
