import type { LiveEvent } from '@evenkeel/contract';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

type Topic = LiveEvent['topic'];

/** Which query keys a topic makes stale: an instance's row carries its move, a provider its counts. */
const STALE_KEYS: Readonly<Record<Topic, readonly string[]>> = {
  providers: ['providers'],
  hosts: ['hosts', 'preflight'],
  instances: ['instances', 'providers', 'preflight'],
  runs: ['runs', 'moves', 'maintenance'],
  moves: ['moves', 'instances'],
  migrations: ['migrations'],
  maintenance: ['maintenance', 'hosts'],
  campaigns: ['campaigns'],
  balance: ['balance'],
  approvals: ['approvals'],
};

const GATHER_MILLISECONDS = 100;
const RECONNECT_MILLISECONDS = 3_000;

export type Connection = 'connecting' | 'open' | 'lost';

/** Keeps the one live connection; what changed is read again. After a gap everything is. */
export function useLiveEvents(): Connection {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => connect(client, setConnection), [client]);
  return connection;
}

function connect(client: QueryClient, tell: (connection: Connection) => void): () => void {
  const refresher = createRefresher(client);
  let source: EventSource;
  let reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  let hadGap = false;

  const open = () => {
    source = new EventSource('/api/v1/events');
    source.onopen = () => {
      tell('open');
      if (hadGap) void client.invalidateQueries();
      hadGap = false;
    };
    source.onmessage = (message) => refresher.add((JSON.parse(message.data) as LiveEvent).topic);
    source.onerror = () => {
      hadGap = true;
      tell('lost');
      // The browser tries again by itself unless the server answered with an error status.
      if (source.readyState === EventSource.CLOSED) reconnectTimer = setTimeout(open, RECONNECT_MILLISECONDS);
    };
  };
  open();
  return () => {
    source.close();
    clearTimeout(reconnectTimer);
    refresher.stop();
  };
}

/**
 * Gathers topics for a moment, then reads again what they made stale. Never starts a round while one is under way:
 * a busy cloud would otherwise cancel each answer by the next question.
 */
function createRefresher(client: QueryClient) {
  const pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;

  const refresh = async () => {
    timer = undefined;
    busy = true;
    const keys = [...pending];
    pending.clear();
    await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
    busy = false;
    if (pending.size > 0) schedule();
  };
  const schedule = () => {
    if (!busy && timer === undefined) timer = setTimeout(refresh, GATHER_MILLISECONDS);
  };
  return {
    add(topic: Topic) {
      for (const key of STALE_KEYS[topic] ?? []) pending.add(key);
      schedule();
    },
    stop: () => clearTimeout(timer),
  };
}
