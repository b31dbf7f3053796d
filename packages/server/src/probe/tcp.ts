/** Opens a TCP connection every 50 ms and closes it at once, without a byte sent. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANSWER_MS, INTERVAL_MS, nowMs, type Prober } from './prober.ts';
import { Tally } from './tally.ts';

/** This machine's own limits: they say nothing of the guest. */
const OURS: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no way to that address',
  ENETUNREACH: 'no way to that network',
  ETIMEDOUT: 'no answer',
};

export function startTcp(address: string, port: number): Prober {
  const tally = new Tally();
  let number = 0;
  let problem: string | null = null;

  function attempt(): void {
    const mine = number;
    number += 1;
    tally.sent(mine, nowMs());
    const socket = connect({ host: address, port, noDelay: true });
    const end = (count: () => void) => {
      clearTimeout(patience);
      count();
      // No half-closed connection is left behind: there are twenty a second.
      socket.resetAndDestroy();
    };
    // When this process was held up an answer may lie there unread: it is looked for once more before it counts as lost.
    const patience = setTimeout(() => {
      setImmediate(() => {
        if (socket.destroyed) return;
        problem = 'no answer';
        end(() => tally.lost(mine));
      });
    }, ANSWER_MS);
    socket.once('connect', () => end(() => tally.answered(mine, nowMs())));
    socket.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
      problem = REASONS[code] ?? message;
      end(() => (OURS.has(code) ? tally.notSent(mine) : tally.lost(mine)));
    });
  }

  attempt();
  const timer = setInterval(attempt, INTERVAL_MS);
  return {
    tally,
    problem: () => problem,
    broken: new Promise(() => {}),
    async stop() {
      clearInterval(timer);
      await sleep(ANSWER_MS);
      tally.expire(Number.POSITIVE_INFINITY);
    },
  };
}
