/** The plan that brings a cloud nearer to what a policy wants, with the fewest moves. Pure: the same input, the same plan. */
import { carryOutGoal, distanceOf } from './balance-goals.ts';
import { settingOf } from './balance-setting.ts';
import { tellPlan } from './balance-tell.ts';
import type { BalanceInput, BalanceResult } from './balance-types.ts';
import type { CloudModel } from './model.ts';

export function planBalance(input: BalanceInput): BalanceResult {
  const setting = settingOf(input);
  const { participants } = setting;
  const { goal } = input.settings;
  const state = setting.begin();
  const { model } = state;
  const distance = distanceOf(goal, state, participants.hosts);
  for (const { instance, host } of participants.pins) {
    if (model.canTake(instance, host)) state.move(instance, host);
    else participants.notes.push(pinRefused(model, instance, host));
  }
  carryOutGoal(goal, state, participants, { ...input.settings, seed: input.seed, distance });
  const wishes = state.inOrder().map((instance) => ({ instance, to: model.hostOf[instance] as number }));
  return tellPlan(setting, wishes);
}

function pinRefused(model: CloudModel, instance: number, host: number): string {
  const [name, to] = [model.instances[instance]?.name, model.hosts[host]?.name];
  const refusal = model.refusal(instance, host);
  return `${name} can not go to ${to} as you asked (${refusal?.code ?? 'not possible'}); it stays where it is.`;
}
