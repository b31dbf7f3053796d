/** The probe of one move, from the first attempt to the words at its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '@evenkeel/contract';
import type { Db } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import { type ClaimedProbe, type ProbeChanges, writeProbe } from '../db/probe.ts';
import { addressesToTry } from './addresses.ts';
import { startIcmp } from './icmp.ts';
import { nowMs, type Prober } from './prober.ts';
import { startTcp } from './tcp.ts';
import { doneInWords, unreachableInWords } from './words.ts';

/** Without one answer in this time the address is out of reach. */
const REACH_MS = 1_500;
const LOOK_MS = 20;
/** The figures so far are written this often, and the lease is kept by it. */
const WRITE_MS = 2_000;
/** Probed on after the move has ended: the network learns of the guest's new place about then. */
const AFTER_MS = 1_000;

export interface Watch {
  /** The move has ended: the probe does so a second later. */
  moveEnded(): void;
  /** Ends it at once, with these words. */
  interrupt(message: string): Promise<void>;
  /** Resolves once the result is written. Rejects when the database does not take it. */
  finished: Promise<void>;
}

export function createWatch(options: { db: Db; owner: string; leaseMs: number; claim: ClaimedProbe }): Watch {
  const { db, claim } = options;
  const lease = { moveId: claim.moveId, owner: options.owner, leaseMs: options.leaseMs };
  const { address: wanted = null, ...probe } = claim.wish;
  /** What is to be added to this machine's moments to have the database's. */
  const offsetMs = claim.now.getTime() - nowMs();
  const ending = new AbortController();
  let interruption: string | null = null;

  async function run(): Promise<void> {
    const addresses = addressesToTry(claim.own, wanted, claim.demo);
    const probers = addresses.map((address) => ({ address, prober: start(probe, address) }));
    try {
      const found = await firstThatAnswers(probers.map(({ prober }) => prober));
      if (interruption !== null) return await finish({ status: 'interrupted', message: interruption });
      if ('broken' in found) {
        const message = `The server can not probe by ICMP: ${found.broken}. TCP needs nothing of it.`;
        return await finish({ status: 'impossible', message });
      }
      if (!found.prober) {
        const problem = probers.at(-1)?.prober.problem() ?? null;
        const message = unreachableInWords({ probe, addresses, demo: claim.demo }, problem);
        return await finish({ status: 'unreachable', message });
      }
      const chosen = probers.find(({ prober }) => prober === found.prober);
      for (const { prober } of probers) if (prober !== found.prober) void prober.stop();
      await write({ address: chosen?.address });
      await notify(db, { topic: 'moves', providerId: claim.providerId, ids: [claim.moveId] });
      await count(found.prober);
    } finally {
      await Promise.all(probers.map(({ prober }) => prober.stop()));
    }
  }

  /** Until the move has ended, or the probe can not go on. */
  async function count(prober: Prober): Promise<void> {
    const broken = prober.broken.then((reason) => {
      interruption ??= `The probe broke off before the move had ended (${reason}), so nothing is reported.`;
    });
    while (!ending.signal.aborted && interruption === null) {
      await Promise.race([sleep(WRITE_MS, undefined, { signal: ending.signal }).catch(() => {}), broken]);
      // Another has it, or the provider was removed: nobody wants to know any more.
      if (!(await write(figuresOf(prober)))) return;
    }
    if (interruption === null) await Promise.race([sleep(AFTER_MS), broken]);
    if (interruption !== null) return finish({ status: 'interrupted', message: interruption });
    await prober.stop();
    const message = doneInWords(prober.tally.figures(), claim.askedAt.getTime() - offsetMs);
    await finish({ ...figuresOf(prober), status: 'done', message });
  }

  function figuresOf({ tally }: Prober): ProbeChanges {
    const { sent, lost, slowestAnswerMs, gap } = tally.figures();
    return {
      sent,
      lost,
      slowest_answer_ms: slowestAnswerMs,
      gap_at_least_ms: gap && gap.leastMs,
      gap_at_most_ms: gap && gap.mostMs,
      gap_at: gap && new Date(gap.atMs + offsetMs),
      gap_lost: gap && gap.lost,
    };
  }

  function write(changes: ProbeChanges): Promise<boolean> {
    return writeProbe(db, lease, changes);
  }

  async function finish(changes: ProbeChanges): Promise<void> {
    await write({ ...changes, ended_at: new Date(nowMs() + offsetMs) });
    await notify(db, { topic: 'moves', providerId: claim.providerId, ids: [claim.moveId] });
  }

  const finished = run();
  return {
    finished,
    moveEnded: () => ending.abort(),
    async interrupt(message) {
      interruption = message;
      ending.abort();
      await finished.catch(() => {});
    },
  };
}

function start(probe: Probe, address: string): Prober {
  return probe.kind === 'tcp' ? startTcp(address, probe.port) : startIcmp(address);
}

/** The prober that had an answer first; none when no one had in time; why, when all are broken. */
async function firstThatAnswers(
  probers: readonly Prober[],
): Promise<{ prober: Prober | null } | { broken: string }> {
  let broken: string[] = [];
  for (const prober of probers) void prober.broken.then((reason) => (broken = [...broken, reason]));
  const endMs = nowMs() + REACH_MS;
  while (probers.length > 0 && nowMs() < endMs) {
    const prober = probers.find(({ tally }) => tally.begun);
    if (prober) return { prober };
    if (broken.length === probers.length) return { broken: broken[0] as string };
    await sleep(LOOK_MS);
  }
  return { prober: null };
}
