/** Live events between processes, over PostgreSQL's LISTEN/NOTIFY. */
import { LiveEvent } from '@evenkeel/contract';
import { sql } from 'kysely';
import pg from 'pg';
import type { Executor } from './accounts.ts';

const CHANNEL = 'evenkeel';
/** PostgreSQL refuses payloads of 8000 bytes; the rest is room for topic and provider. */
const LONGEST_PAYLOAD_BYTES = 7000;
const RECONNECT_AFTER_MILLISECONDS = 1000;

/** Tells every listener; inside a transaction they are told when it commits. Too many ids become "read again". */
export async function notify(db: Executor, event: LiveEvent): Promise<void> {
  let payload = JSON.stringify(event);
  if (Buffer.byteLength(payload) > LONGEST_PAYLOAD_BYTES) payload = JSON.stringify({ ...event, ids: [] });
  await sql`select pg_notify(${CHANNEL}, ${payload})`.execute(db);
}

export interface Listener {
  close(): Promise<void>;
}

/**
 * Calls `onEvent` for each event, on a connection of its own that is made again when it breaks. What was missed
 * meanwhile can not be known, so every topic is then told as "read again". Resolves once it listens.
 */
export async function listen(
  connectionString: string,
  onEvent: (event: LiveEvent) => void,
  onError: (error: Error) => void = () => {},
): Promise<Listener> {
  let closed = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString, application_name: 'evenkeel listener', keepAlive: true });
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, new Error('The connection for live events ended.')));
    fresh.on('notification', ({ payload }) => {
      const event = parse(payload);
      if (event) onEvent(event);
    });
    client = fresh;
    await fresh.connect();
    await fresh.query(`listen ${CHANNEL}`);
  }

  function lost(which: pg.Client, error: Error): void {
    if (closed || which !== client) return;
    client = null;
    onError(error);
    which.end().catch(() => {});
    retryLater();
  }

  function retryLater(): void {
    timer = setTimeout(async () => {
      try {
        await connect();
        for (const topic of LiveEvent.shape.topic.options) onEvent({ topic, providerId: null, ids: [] });
      } catch (error) {
        // `lost` may have been told already by the client's own events; then it has planned the next try.
        const failed = client;
        if (failed) lost(failed, error as Error);
      }
    }, RECONNECT_AFTER_MILLISECONDS);
  }

  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}

function parse(payload: string | undefined): LiveEvent | null {
  try {
    return LiveEvent.parse(JSON.parse(payload ?? ''));
  } catch {
    // Not ours: anybody who may connect may notify.
    return null;
  }
}
