/** One plan, from the database and the Prometheus to the answer. Runs in the planning thread. */
import { type MeasuredUse, paceOf, planBalance, recheckBalance, weightsOf } from '@evenkeel/domain';
import { readBusyHosts, readMovedLately } from '../db/balance-facts.ts';
import type { Db } from '../db/database.ts';
import { readProviderFacts } from '../db/maintenance-snapshot.ts';
import { snapshotOf } from '../maintenance/snapshot.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { PlanAnswer, PlanJob } from './job.ts';
import { measureUse, type Names, queryOf } from './use.ts';

/** Throws DomainRefusal when the use is asked for and can not be had. */
export async function plan(db: Db, job: PlanJob): Promise<PlanAnswer> {
  const began = performance.now();
  const { providerId, settings, seed, edits, recheck } = job;
  const [observed, busy, lately] = await Promise.all([
    readProviderFacts(db, providerId),
    readBusyHosts(db, providerId),
    readMovedLately(db, providerId, settings.cooldownMinutes),
  ]);
  const names = {
    hosts: observed.hosts.map(({ name }) => name),
    instances: observed.instances.map(({ id }) => id),
  };
  const use = settings.by === 'use' ? await readUse(job, names) : null;
  const input = {
    // Hosts in maintenance are left out by name, so that the answer says why.
    snapshot: snapshotOf(observed, new Set()),
    settings,
    seed,
    excluded: edits.excluded,
    pinned: edits.pinned,
    cooling: lately.moved,
    inVain: lately.inVain,
    busyHosts: {
      ...Object.fromEntries(edits.excludedHosts.map((host) => [host, `${host} is left out, as you asked.`])),
      ...busy,
    },
    measured: use?.measured ?? null,
    pace: paceOf(observed.limits),
  };
  const { result, changes } = recheck
    ? recheckBalance(input, recheck)
    : { result: planBalance(input), changes: [] };
  const notes = [...(use?.notes ?? []), ...result.notes];
  return { result: { ...result, notes }, changes, milliseconds: Math.round(performance.now() - began) };
}

async function readUse(
  { settings, metrics }: PlanJob,
  names: Names,
): Promise<{ measured: MeasuredUse; notes: string[] }> {
  if (!metrics) {
    throw new DomainRefusal(
      409,
      'no-metrics',
      'No Prometheus is configured for this provider, so its use is not known.',
      {
        nextStep: 'Say where it is (PUT /balance/metrics/:providerId), or balance by allocation.',
      },
    );
  }
  const { measured, figures, failures } = await measureUse(metrics, names);
  for (const dimension of Object.keys(weightsOf(settings.goal))) {
    // Without the hosts' figures there is nothing to balance; a guest's share can be told without its own.
    const failure = failures.get(queryOf('host', dimension as Parameters<typeof queryOf>[1]));
    if (failure) throw failure;
  }
  const notes = figures.flatMap(({ query, problem }) => (problem === null ? [] : [`${query}: ${problem}`]));
  return { measured, notes };
}
