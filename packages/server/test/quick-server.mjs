// The server as a process of its own, for tests that kill it: with short times, and begun when its standard input ends. Loading
// its modules takes seconds, so the next one does that while the one before it still runs; what that one did, it has not seen.
import { once } from 'node:events';
import { register } from 'tsx/esm/api';

const runner = { leaseMs: 2000, sendMs: 5000, graceMs: 5000, pollMs: 60, longestPauseMs: 300, freshMs: 2000 };
const maintenance = {
  leaseMs: 2000,
  pollMs: 60,
  waitMs: 150,
  heldMs: 200,
  lookMs: 10_000,
  upForMs: 200,
  graceMs: 5000,
};
const campaigns = { leaseMs: 2000, pollMs: 60, waitMs: 150 };
const outside = { leaseMs: 1000, pollMs: 50 };

register();
const { run } = await import('../src/start/run.ts');
process.stdin.resume();
await once(process.stdin, 'end');
await run(process.argv.slice(2), {
  ...{ runner: { timing: runner }, maintenance: { timing: maintenance } },
  ...{ campaigns: { timing: campaigns }, outside: { timing: outside } },
});
