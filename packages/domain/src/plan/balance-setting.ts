import type { BalanceGoal, LoadDimension } from '@evenkeel/contract';
import { type Load, loadByAllocation, loadByUse } from './balance-loads.ts';
import { objectiveFor, weightsOf } from './balance-objective.ts';
import { type Participants, participantsOf } from './balance-participants.ts';
import { BalanceState } from './balance-state.ts';
import type { BalanceInput } from './balance-types.ts';
import { CloudModel } from './model.ts';

/** A cloud with a goal: what every step of planning looks at. */
export interface Setting {
  input: BalanceInput;
  /** The cloud as it is; not to be changed. */
  model: CloudModel;
  /** Every dimension that is known. */
  loads: readonly Load[];
  /** Those that the goal looks at. */
  counted: readonly Load[];
  participants: Participants;
  /** A model of the cloud as it is, to be changed. */
  open(): CloudModel;
  /** The same with the objective, to try moves on. */
  begin(): BalanceState;
}

export const DIMENSIONS: readonly LoadDimension[] = ['cpu', 'memory', 'disk', 'network'];

export function settingOf(input: BalanceInput): Setting {
  const { snapshot, settings } = input;
  const open = () => new CloudModel(snapshot, { options: settings.options });
  const model = open();
  const loads = DIMENSIONS.map((dimension) => loadOf(dimension, model, input)).filter(
    (load) => load !== null,
  );
  const counted = countedLoads(settings.goal, loads);
  const participants = participantsOf(model, loads, input);
  const begin = () => {
    const objective = objectiveFor(settings.goal, counted, participants.hosts, participants.preferences);
    return new BalanceState(open(), objective, participants.free, participants.particular);
  };
  return { input, model, loads, counted, participants, open, begin };
}

function loadOf(
  dimension: LoadDimension,
  model: CloudModel,
  { settings, measured }: BalanceInput,
): Load | null {
  if (settings.by === 'use' && measured) return loadByUse(dimension, model.hosts, model.instances, measured);
  return loadByAllocation(dimension, model.hosts, model.instances);
}

function countedLoads(goal: BalanceGoal, loads: readonly Load[]): Load[] {
  const weights = weightsOf(goal);
  return loads.filter(({ dimension }) => (weights[dimension] ?? 0) > 0);
}
