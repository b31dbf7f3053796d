import type {
  HostPlan,
  HostReference,
  MaintenanceChoices,
  PlannedStay,
  StayChoice,
} from '@evenkeel/contract';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { maintenancePreviewQuery } from '../api/queries.ts';

export interface DrainPlan {
  query: Pick<UseQueryResult, 'error' | 'isFetching' | 'refetch'>;
  plan: HostPlan | undefined;
  /** As the plan has them, with what was just pressed; also those that now go because somebody chose so. */
  stays: readonly PlannedStay[];
  /** How many still need a choice; null while that is being asked. */
  missing: number | null;
  choices: MaintenanceChoices;
  choose: (instanceId: string, choice: StayChoice) => void;
  chooseOthers: (choice: StayChoice | null) => void;
}

/** What emptying a host would do, asked anew with every choice. @param isOn false once it was asked for */
export function useDrainPlan(host: HostReference, isOn: boolean): DrainPlan {
  const [choices, setChoices] = useState<MaintenanceChoices>({ others: null, instances: [] });
  const query = useQuery({ ...maintenancePreviewQuery({ hosts: [host], choices }), enabled: isOn });
  const plan = query.data?.hosts[0];
  // One that goes because somebody chose so is no longer among those that stay: the choice has to remain in reach.
  const seen = useRef(new Map<string, PlannedStay>());
  for (const stay of plan?.stays ?? []) seen.current.set(stay.instanceId, stay);
  const going = new Set(plan?.moves.map(({ instanceId }) => instanceId));
  const chosen = new Map(choices.instances.map(({ id, choice }) => [id, choice]));
  const stays = [...seen.current.values()]
    .filter(
      ({ instanceId }) =>
        plan?.stays.some((stay) => stay.instanceId === instanceId) ||
        (going.has(instanceId) && chosen.has(instanceId)),
    )
    .map((stay) => ({ ...stay, choice: chosen.get(stay.instanceId) ?? stay.choice }));
  return {
    query,
    plan,
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
