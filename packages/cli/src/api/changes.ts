/** The server's live events, as a reason to look again: an event says which things changed, never what they are now. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LiveEvent } from '@evenkeel/contract';
import type { ApiClient } from './client.ts';

/** Before a stream that broke is opened again. */
const AGAIN_MS = 2_000;

export interface Changes {
  /** True after the next event of the topics, at once when one came since the last call; false after `longestMs`. */
  next(longestMs: number): Promise<boolean>;
  close(): void;
}

/** Listens until closed. While the stream is away `next` takes its longest time: whoever reads then notices it. */
export function listenToChanges(client: ApiClient, topics: readonly LiveEvent['topic'][]): Changes {
  const closing = new AbortController();
  let changed = false;
  let wake: (() => void) | null = null;

  async function listen(): Promise<void> {
    const stream = await client.open('/events', {}, closing.signal);
    let text = '';
    stream.setEncoding('utf8');
    for await (const part of stream) {
      const lines = (text + part).split('\n');
      text = lines.pop() ?? '';
      if (!lines.some((line) => isOf(line, topics))) continue;
      changed = true;
      wake?.();
    }
  }

  async function listenAgainAndAgain(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen().catch(() => undefined);
      await sleep(AGAIN_MS, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  }
  void listenAgainAndAgain();

  return {
    async next(longestMs) {
      if (!changed && !closing.signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, longestMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      const was = changed;
      changed = false;
      return was;
    },
    close() {
      closing.abort();
      wake?.();
    },
  };
}

function isOf(line: string, topics: readonly string[]): boolean {
  if (!line.startsWith('data:')) return false;
  try {
    return topics.includes(LiveEvent.pick({ topic: true }).parse(JSON.parse(line.slice(5))).topic);
  } catch {
    // A newer server may tell of what this command does not know.
    return false;
  }
}
