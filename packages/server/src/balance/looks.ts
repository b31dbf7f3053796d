/** Policies with a schedule: a look when it is due, a suggestion or a run when it is worth it, and what came of it in words. */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BalanceEdits,
  BalanceRequest,
  BalanceRun,
  BalanceSettings,
  NewBalanceRun,
} from '@evenkeel/contract';
import type { Logger } from 'pino';
import { mustPlanWait } from '../db/approvals-settings.ts';
import { readOpenBalanceRun } from '../db/balance-facts.ts';
import { dismissPlan, insertPlan } from '../db/balance-plans.ts';
import { type DuePolicy, takeDuePolicy, writeLook } from '../db/balance-policies.ts';
import type { Db } from '../db/database.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { bodyOf } from './index.ts';
import type { PlanAnswer } from './job.ts';
import { nextLook, quietNow } from './times.ts';

export interface LooksOptions {
  db: Db;
  logger: Logger;
  lookEveryMs?: number;
  makePlan(
    request: Pick<BalanceRequest, 'providerId' | 'seed'> & BalanceEdits,
    settings: BalanceSettings,
  ): Promise<PlanAnswer>;
  run(request: NewBalanceRun, by: string): Promise<BalanceRun>;
  told(providerId: string, ids: string[]): Promise<void>;
}

export interface Looks {
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 10_000;
/** A process that dies during a look loses it for no longer than this. */
const AGAIN_AFTER_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
/** Each look plans alike: two that find the same cloud find the same plan. */
const SEED = 1;
const UNCHANGED: BalanceEdits = { excluded: [], excludedHosts: [], pinned: [] };

export function startLooks(options: LooksOptions): Looks {
  const stopping = new AbortController();
  const ended = loop();

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const due = await takeDuePolicy(options.db, AGAIN_AFTER_MS).catch((error: unknown) => {
        options.logger.warn({ err: error }, 'Policies can not be read now');
        return null;
      });
      if (due)
        await look(options, due).catch((error: unknown) =>
          options.logger.error({ err: error }, 'A look failed'),
        );
      else
        await sleep(options.lookEveryMs ?? LOOK_EVERY_MS, undefined, {
          signal: stopping.signal,
          ref: false,
        }).catch(() => undefined);
    }
  }

  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** One look of one policy. What it comes to is written, whatever it is. */
async function look(options: LooksOptions, due: DuePolicy): Promise<void> {
  const { db, told } = options;
  const { policy, now } = due;
  const { result, worthSince, againAt } = await lookAt(options, due).catch((error: unknown) => {
    if (!(error instanceof DomainRefusal)) options.logger.error({ err: error }, 'A plan failed');
    const why = error instanceof DomainRefusal ? error.message : 'the planning failed; the log says more.';
    return { result: `No plan could be made: ${why}`, worthSince: due.worthSince, againAt: null };
  });
  const next = nextLook(policy.settings, now);
  const nextAt = againAt && (!next || againAt < next) ? againAt : next;
  await writeLook(db, policy.id, { result, nextAt, worthSince });
  await told(policy.providerId, [policy.id]);
}

interface Looked {
  result: string;
  worthSince: Date | null;
  /** Sooner than the schedule: when it will have been worth it for long enough. */
  againAt: Date | null;
}

async function lookAt({ db, makePlan, run }: LooksOptions, due: DuePolicy): Promise<Looked> {
  const { policy, now } = due;
  const { providerId, settings } = policy;
  const automatic = settings.mode === 'automatic';
  const open = await readOpenBalanceRun(db, providerId);
  if (open)
    return {
      result: `The run ${open} still goes on; no plan is made meanwhile.`,
      worthSince: null,
      againAt: null,
    };

  const answer = await makePlan({ providerId, seed: SEED, ...UNCHANGED }, settings);
  const { sentence } = answer.result;
  if (answer.result.answer === 'no-beneficial-move')
    return { result: sentence, worthSince: null, againAt: null };
  const worthSince = due.worthSince ?? now;
  const quiet = quietNow(settings, now);
  const actsAt = new Date(worthSince.getTime() + settings.holdMinutes * MINUTE_MS);
  if (automatic && quiet)
    return { result: `${sentence} Nothing was begun: ${quiet}.`, worthSince, againAt: null };
  if (automatic && now < actsAt) {
    const result = `${sentence} It is begun when that still holds at ${actsAt.toISOString()}.`;
    return { result, worthSince, againAt: actsAt };
  }
  const plan = await insertPlan(db, {
    ...{ providerId, policyId: policy.id, status: 'waiting', createdBy: `policy ${policy.name}` },
    body: bodyOf(settings, SEED, answer),
    edits: UNCHANGED,
  });
  if (!automatic || (await mustPlanWait(db, providerId, answer.result.steps.length)))
    return {
      result: `${sentence} Suggested as plan ${plan.id}; a person has to approve it.`,
      worthSince,
      againAt: null,
    };
  // One key a look: whoever takes it, it is one run.
  const idempotencyKey = `balance:${policy.id}:${due.dueAt.toISOString()}`;
  const begun = await run({ planId: plan.id, ...UNCHANGED, idempotencyKey }, `policy ${policy.name}`).catch(
    (error: unknown) => {
      if (error instanceof DomainRefusal) return error;
      throw error;
    },
  );
  if (begun instanceof DomainRefusal) {
    // Nobody is to approve it: the next look plans anew.
    const refused = `Nothing was begun: ${begun.message}`;
    await dismissPlan(db, plan.id, refused);
    return { result: `${sentence} ${refused}`, worthSince: null, againAt: null };
  }
  return { result: `${sentence} Begun as run ${begun.run.id}.`, worthSince: null, againAt: null };
}
