import type { BalancePlan, BalanceStep, NewRun } from '@evenkeel/contract';

/** The plan as the runner takes it: each instance to its host, what makes room first, and why. */
export function newRunOf(
  { providerId, settings }: Pick<BalancePlan, 'providerId' | 'settings'>,
  steps: readonly BalanceStep[],
  idempotencyKey: string,
): NewRun {
  const { options, limits } = settings;
  return {
    instances: steps.map(({ instanceId: id, to, after, why }) => ({
      providerId,
      id,
      options: { host: to },
      after,
      why,
    })),
    options: { ...options, host: null },
    limits,
    order: 'given',
    idempotencyKey,
  };
}
