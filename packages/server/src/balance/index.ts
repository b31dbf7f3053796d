/** Balancing: policies, plans that are looked at, and the runs that come of them. It sends nothing itself: the runner does. */
import {
  type BalanceEdits,
  type BalanceMetrics,
  type BalanceMetricsCheck,
  type BalancePlan,
  type BalancePolicy,
  type BalanceRequest,
  type BalanceRun,
  BalanceSettings,
  type NewBalanceMetrics,
  type NewBalancePolicy,
  type NewBalanceRun,
} from '@evenkeel/contract';
import type { Logger } from 'pino';
import type { CloudRegistry } from '../clouds.ts';
import { readNames, readProviderName } from '../db/balance-facts.ts';
import { deleteMetrics, readMetrics, writeMetrics } from '../db/balance-metrics.ts';
import { insertPlan, type PlanBody, readPlan, startPlan } from '../db/balance-plans.ts';
import { findPolicy, insertPolicy } from '../db/balance-policies.ts';
import type { Db } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import { readRun } from '../db/reading-runs.ts';
import { findRunByKey } from '../db/runs.ts';
import { bringHostsUpToDate } from '../inventory/fresh-hosts.ts';
import { checkUrl, type Networks } from '../net/index.ts';
import type { Runner } from '../runner/index.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { SecretBox } from '../secrets.ts';
import type { PlanAnswer, PlanJob } from './job.ts';
import { type Looks, startLooks } from './looks.ts';
import { DEFAULT_QUERIES } from './queries.ts';
import { newRunOf } from './run.ts';
import { createPlanningThread } from './thread.ts';
import { nextLook, refuseBadTimes } from './times.ts';
import { type MetricsAccess, measureUse } from './use.ts';

export interface BalanceOptions {
  db: Db;
  databaseUrl: string;
  /** Asked for the hosts that moves have outrun, before a plan. */
  clouds: Pick<CloudRegistry, 'get'>;
  runner: Pick<Runner, 'createRun'>;
  secrets: SecretBox;
  /** Where the address of a Prometheus may lead. */
  networks: Networks;
  logger: Logger;
  /** Between two looks for policies that are due, in milliseconds; 10 seconds when not given. */
  lookEveryMs?: number;
}

/** Every method throws DomainRefusal for what the person can mend. */
export interface Balance {
  savePolicy(policy: NewBalancePolicy, by: string): Promise<BalancePolicy>;
  /** Plans and keeps the plan; nothing is sent. */
  preview(request: BalanceRequest, by: string): Promise<BalancePlan>;
  /** The plan that was looked at, as far as it holds, becomes a run. `created` is false when its key was used before. */
  run(request: NewBalanceRun, by: string): Promise<BalanceRun & { created: boolean }>;
  metrics(providerId: string): Promise<BalanceMetrics | null>;
  saveMetrics(providerId: string, metrics: NewBalanceMetrics, by: string): Promise<BalanceMetrics>;
  removeMetrics(providerId: string): Promise<boolean>;
  checkMetrics(providerId: string): Promise<BalanceMetricsCheck>;
  stop(): Promise<void>;
}

/** With nothing said: even, by memory and CPU as they are given out. */
const USUAL = BalanceSettings.parse({ goal: { kind: 'even', weights: { cpu: 1, memory: 1 } } });

export function startBalance(options: BalanceOptions): Balance {
  const { db, runner, secrets, networks } = options;
  const upToDate = bringHostsUpToDate(options);
  const thread = createPlanningThread(options.databaseUrl);

  async function access(providerId: string): Promise<MetricsAccess | null> {
    const stored = await readMetrics(db, providerId);
    return stored && { ...stored.settings, token: stored.token && secrets.open(stored.token), networks };
  }

  /** A token is for who it was given to: whoever may change the address could have it sent to themselves. */
  async function refuseMoving(providerId: string, url: string): Promise<void> {
    const stored = await readMetrics(db, providerId);
    if (!stored?.token || new URL(stored.settings.url).origin === new URL(url).origin) return;
    throw new DomainRefusal(409, 'token-needed', 'The token that is kept was given for another address.', {
      nextStep: 'Give the token for this one, or null for none.',
    });
  }

  /** Never from loads of before the last moves: what was moved would be moved on. */
  async function planFresh(job: PlanJob): Promise<PlanAnswer> {
    const stale = await upToDate(job.providerId);
    if (stale !== null)
      throw new DomainRefusal(503, 'hosts-not-read', stale, { nextStep: 'Plan again in a minute.' });
    return thread.plan(job);
  }

  async function makePlan(
    { providerId, seed, ...edits }: Pick<BalanceRequest, 'providerId' | 'seed'> & BalanceEdits,
    settings: BalanceSettings,
  ): Promise<PlanAnswer> {
    await requireProvider(db, providerId);
    const metrics = settings.by === 'use' ? await access(providerId) : null;
    return planFresh({ providerId, settings, seed, edits, metrics, recheck: null });
  }

  const told = (providerId: string, ids: string[]) => notify(db, { topic: 'balance', providerId, ids });

  const balance: Omit<Balance, 'stop'> = {
    async savePolicy({ providerId, name, settings }, createdBy) {
      refuseBadTimes(settings);
      const nextAt = nextLook(settings, new Date());
      const saved = await insertPolicy(db, { providerId, name, settings, createdBy, nextAt });
      if (!saved) throw unknownProvider();
      await told(providerId, [saved.id]);
      return saved;
    },

    async preview(request, createdBy) {
      const { providerId, excluded, excludedHosts, pinned, seed } = request;
      const edits = { excluded, excludedHosts, pinned };
      const policy = await policyOf(db, request);
      const settings = request.settings ?? policy?.settings ?? USUAL;
      const answer = await makePlan({ providerId, seed, ...edits }, settings);
      const plan = await insertPlan(db, {
        ...{ providerId, policyId: policy?.id ?? null, status: 'preview', createdBy },
        body: bodyOf(settings, seed, answer),
        edits,
      });
      await told(providerId, [plan.id]);
      return plan;
    },

    async run({ planId, excluded, excludedHosts, pinned, idempotencyKey }, by) {
      const plan = await readPlan(db, planId);
      if (!plan)
        throw new DomainRefusal(404, 'not-found', 'There is no such plan, or no longer.', {
          nextStep: 'Plan again: previews are kept for a while only.',
        });
      // The same press again: the cloud has changed by the run itself, and must not be held against the plan.
      const earlier = await findRunByKey(db, idempotencyKey);
      if (earlier && earlier.id === plan.runId) {
        const run = await readRun(db, earlier.id);
        if (run) return { run, changes: [], created: false };
      }
      if (plan.runId !== null)
        throw new DomainRefusal(409, 'plan-started', 'This plan was started already.', {
          nextStep: `Look at the run ${plan.runId}, or plan again.`,
        });
      const { providerId, settings, seed } = plan;
      const metrics = settings.by === 'use' ? await access(providerId) : null;
      const edits = {
        excluded: [...plan.edits.excluded, ...excluded],
        excludedHosts: [...plan.edits.excludedHosts, ...excludedHosts],
        pinned: [
          ...plan.edits.pinned.filter((one) => !pinned.some(({ instance }) => instance === one.instance)),
          ...pinned,
        ],
      };
      const { result, changes } = await planFresh({
        providerId,
        settings,
        seed,
        edits,
        metrics,
        recheck: plan.steps,
      });
      if (result.steps.length === 0) {
        const why = changes.length > 0 ? ` ${changes.slice(0, 3).join(' ')}` : '';
        throw new DomainRefusal(
          409,
          'plan-outdated',
          `Nothing of this plan is left to do. ${result.sentence}${why}`,
          {
            nextStep: 'Plan again.',
          },
        );
      }
      const { run, created } = await runner.createRun(newRunOf(plan, result.steps, idempotencyKey), by, {
        kind: 'balance',
      });
      await startPlan(db, plan.id, run.id);
      await told(providerId, [plan.id]);
      return { run, changes, created };
    },

    async metrics(providerId) {
      const stored = await readMetrics(db, providerId);
      return stored && { ...stored.settings, providerId, hasToken: stored.token !== null };
    },

    async saveMetrics(providerId, { token, queries = DEFAULT_QUERIES, ...rest }, by) {
      await requireProvider(db, providerId);
      await checkUrl(rest.url, 'Prometheus', networks);
      if (token === undefined) await refuseMoving(providerId, rest.url);
      const sealed = token ? secrets.seal(token) : token;
      await writeMetrics(db, providerId, {
        settings: { ...rest, queries },
        token: sealed as Buffer | null | undefined,
        by,
      });
      return (await balance.metrics(providerId)) as BalanceMetrics;
    },

    removeMetrics: (providerId) => deleteMetrics(db, providerId),

    async checkMetrics(providerId) {
      const found = await access(providerId);
      if (!found)
        throw new DomainRefusal(404, 'not-found', 'No Prometheus is configured for this provider.', {
          nextStep: 'Say where it is: PUT /balance/metrics/:providerId.',
        });
      const { figures } = await measureUse(found, await readNames(db, providerId));
      return { figures };
    },
  };

  const looks: Looks = startLooks({ ...options, makePlan, run: balance.run, told });
  return {
    ...balance,
    async stop() {
      await looks.stop();
      await thread.stop();
    },
  };
}

/** What is kept of an answer. */
export function bodyOf(
  settings: BalanceSettings,
  seed: number,
  { result, milliseconds }: PlanAnswer,
): PlanBody {
  return { ...result, settings, seed, planningMilliseconds: milliseconds };
}

async function policyOf(db: Db, { providerId, policy }: BalanceRequest): Promise<BalancePolicy | null> {
  if (policy === undefined) return null;
  const found = await findPolicy(db, providerId, policy);
  if (found) return found;
  throw new DomainRefusal(404, 'policy-unknown', `There is no policy "${policy}" for this provider.`, {
    nextStep: 'GET /balance/policies lists those there are.',
  });
}

async function requireProvider(db: Db, providerId: string): Promise<void> {
  if ((await readProviderName(db, providerId)) === null) throw unknownProvider();
}

function unknownProvider(): DomainRefusal {
  return new DomainRefusal(404, 'not-found', 'There is no such provider, or no longer.');
}
