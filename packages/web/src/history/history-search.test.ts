import { describe, expect, test } from 'vitest';
import {
  exportParametersOf,
  localMinuteOf,
  momentOfLocal,
  moveParametersOf,
  readHistorySearch,
  recordParametersOf,
} from './history-search.ts';

describe('the address of the history', () => {
  test('what a hand typed wrong is left out; what fits stays', () => {
    const typed = {
      outcome: 'nice',
      from: 'yesterday',
      sort: 'x',
      host: 'compute-01',
      to: '2026-03-01T12:00:00Z',
    };
    expect(readHistorySearch(typed)).toEqual({ host: 'compute-01', to: '2026-03-01T12:00:00.000Z' });
  });

  test('each list is asked only what it knows, and a file for everything that fits', () => {
    const search = readHistorySearch({
      state: 'ended',
      status: 'failed',
      sort: 'endedAt',
      order: 'asc',
      cursor: 'abc',
      cause: 'disk-too-large',
    });
    const page = { order: 'asc', cursor: 'abc', cause: 'disk-too-large', limit: 50 };
    expect(moveParametersOf(search)).toEqual({ ...page, state: 'ended', sort: 'endedAt' });
    expect(recordParametersOf(search)).toEqual({ ...page, status: 'failed' });
    expect(exportParametersOf(search)).toEqual({ state: 'ended', cause: 'disk-too-large' });
  });

  test("a moment goes to the reader's own minute and back", () => {
    const moment = '2026-03-01T12:30:00.000Z';
    expect(momentOfLocal(localMinuteOf(moment))).toBe(moment);
    expect(momentOfLocal('')).toBeUndefined();
  });
});
