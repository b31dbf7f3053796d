import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { endedMovesQuery } from '../api/queries.ts';
import { useMessages } from './messages.tsx';
import { messageOfEnd } from './move-words.ts';

/** Tells of every move that ends while the page is open, on whatever page one is. Shows nothing itself. */
export function MoveWatcher() {
  const { data: ended } = useQuery(endedMovesQuery);
  const { tell } = useMessages();
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (ended === undefined) return;
    // What had ended before the page was opened is history, not news.
    const before = known.current;
    known.current = new Set([...(before ?? []), ...ended.map(({ id }) => id)]);
    if (before === null) return;
    for (const move of ended) if (!before.has(move.id)) tell(messageOfEnd(move));
  }, [ended, tell]);
  return null;
}
