import type {
  HostPlan,
  HostReference,
  MaintenanceChoices,
  MaintenanceKind,
  PlannedStay,
  RunLimits,
  StayChoice,
} from '@evenkeel/contract';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { maintenancePreviewQuery } from '../api/queries.ts';

/** One that does not simply leave, and the host it is on. */
export interface StayOnHost extends PlannedStay {
  host: string;
}

export interface DrainPlan {
  query: Pick<UseQueryResult, 'error' | 'isFetching' | 'refetch'>;
  /** One a host, each made on the cloud as the one before leaves it. */
  plans: readonly HostPlan[] | undefined;
  /** As the plan has them, with what was just pressed; also those that now go because somebody chose so. */
  stays: readonly StayOnHost[];
  /** How many still need a choice; null while that is being asked. */
  missing: number | null;
  choices: MaintenanceChoices;
  choose: (instanceId: string, choice: StayChoice) => void;
  chooseOthers: (choice: StayChoice | null) => void;
}

/** What emptying hosts would do, asked anew with every choice. @param isOn false once it was asked for */
export function useDrainPlan(
  kind: MaintenanceKind,
  hosts: HostReference[],
  limits: RunLimits,
  isOn: boolean,
): DrainPlan {
  const [choices, setChoices] = useState<MaintenanceChoices>({ others: null, instances: [] });
  const query = useQuery({ ...maintenancePreviewQuery({ kind, hosts, choices, limits }), enabled: isOn });
  const plans = query.data?.hosts;
  // One that goes because somebody chose so is no longer among those that stay: the choice has to remain in reach.
  const seen = useRef(new Map<string, StayOnHost>());
  const staying = (plans ?? []).flatMap(({ host, stays }) => stays.map((stay) => ({ ...stay, host })));
  for (const stay of staying) seen.current.set(stay.instanceId, stay);
  const stayingIds = new Set(staying.map(({ instanceId }) => instanceId));
  const going = new Set(plans?.flatMap(({ moves }) => moves.map(({ instanceId }) => instanceId)));
  const chosen = new Map(choices.instances.map(({ id, choice }) => [id, choice]));
  // What goes although it was among those that stay goes by this.
  const forOthers = choices.others === 'rebuild' ? choices.others : null;
  const choiceOf = ({ instanceId, choice }: StayOnHost) =>
    chosen.get(instanceId) ?? (stayingIds.has(instanceId) ? choice : forOthers);
  const stays = [...seen.current.values()]
    .filter(
      (stay) => stayingIds.has(stay.instanceId) || (going.has(stay.instanceId) && choiceOf(stay) !== null),
    )
    .map((stay) => ({ ...stay, choice: choiceOf(stay) }));
  return {
    query,
    plans,
    stays,
    missing: query.isPlaceholderData || query.data === undefined ? null : query.data.missing,
    choices,
    choose: (id, choice) =>
      setChoices((now) => ({
        ...now,
        instances: [...now.instances.filter((one) => one.id !== id), { id, choice }],
      })),
    chooseOthers: (others) => setChoices((now) => ({ ...now, others })),
  };
}
