/** A plan that was looked at, held against the cloud as it is now. */
import type { BalanceStep } from '@evenkeel/contract';
import { settingOf } from './balance-setting.ts';
import { tellPlan, type Wish } from './balance-tell.ts';
import type { BalanceInput, BalanceResult } from './balance-types.ts';

export interface Recheck {
  /** What is left of the plan, in a new order where one is needed. No move that was not in it, but for those pinned. */
  result: BalanceResult;
  /** What is different, in sentences; empty when nothing is. */
  changes: string[];
}

/**
 * What is left of the steps: without those excluded, with those pinned sent elsewhere, and without what is no longer
 * possible. Nothing is planned anew, so nothing happens that nobody saw.
 */
export function recheckBalance(input: BalanceInput, steps: readonly BalanceStep[]): Recheck {
  const setting = settingOf(input);
  const { model, participants } = setting;
  const changes: string[] = [];
  const pinned = new Set(input.pinned.map(({ instance }) => instance));
  const excluded = new Set(input.excluded);
  const wishes: Wish[] = participants.pins.map(({ instance, host }) => ({ instance, to: host }));
  for (const { instanceId: id, instanceName, from, to } of steps) {
    if (pinned.has(id)) continue;
    if (excluded.has(id)) {
      changes.push(`${instanceName} is left out, as you asked.`);
      continue;
    }
    const [instance, host] = [model.instance(id), model.host(to)];
    const why = whyNot();
    if (why) changes.push(`${instanceName} is left out: ${why}`);
    else wishes.push({ instance, to: host });

    function whyNot(): string | null {
      if (instance < 0) return 'it is not there any more.';
      const now = model.hosts[model.hostOf[instance] as number]?.name ?? null;
      if (now !== from)
        return now === null ? 'its host is not known now.' : `it is on ${now} now, not on ${from}.`;
      if (host < 0) return `${to} is not there any more.`;
      const closed = participants.leftOut.get(model.host(from)) ?? participants.leftOut.get(host);
      if (closed) return closed;
      if (!participants.free.includes(instance)) return 'it can not be moved now, or was moved lately.';
      return null;
    }
  }
  for (const { instance, host } of input.pinned) {
    const number = model.instance(instance);
    if (wishes.some((wish) => wish.instance === number))
      changes.push(`${model.instances[number]?.name} goes to ${host}, as you asked.`);
  }
  const result = tellPlan(setting, wishes, true);
  const kept = new Set(result.steps.map(({ instanceId }) => instanceId));
  for (const { instance, to } of wishes) {
    const { id, name } = model.instances[instance] as (typeof model.instances)[number];
    if (kept.has(id)) continue;
    const refusal = model.refusal(instance, to);
    const why = refusal ? ` (${refusal.code})` : '';
    changes.push(
      `${name} is left out: its move to ${model.hosts[to]?.name} is not possible now, or brings nothing${why}.`,
    );
  }
  return { result, changes };
}
