import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { endedMovesQuery } from '../api/queries.ts';
import { type Message, useMessages } from './messages.tsx';
import { messageOfEnd } from './move-words.ts';

const MOST_AT_ONCE = 3;

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
    const news = ended.filter(({ id }) => !before.has(id)).map(messageOfEnd);
    for (const message of summed(news)) tell(message);
  }, [ended, tell]);
  return null;
}

/** Many good ends at once are one message; a failure is always told on its own. */
function summed(news: Message[]): Message[] {
  const good = news.filter(({ variant }) => variant === 'success');
  if (good.length <= MOST_AT_ONCE) return news;
  const rest = news.filter(({ variant }) => variant !== 'success');
  return [
    { variant: 'success', title: `Migration of ${good.length} instances succeeded`, place: 'toast' },
    ...rest,
  ];
}
