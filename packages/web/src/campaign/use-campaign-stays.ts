import type { CampaignPreview, MaintenanceChoices, StayChoice } from '@evenkeel/contract';
import { useRef } from 'react';
import type { StayOnHost } from '../maintenance/use-drain-plan.ts';

/** Who does not simply leave, on all hosts; one that now goes because somebody chose so stays in reach. */
export function useCampaignStays(
  preview: CampaignPreview | undefined,
  choices: MaintenanceChoices,
): StayOnHost[] {
  const seen = useRef(new Map<string, StayOnHost>());
  const staying = (preview?.hosts ?? []).flatMap(({ host, stays }) =>
    stays.map((stay) => ({ ...stay, host })),
  );
  for (const stay of staying) seen.current.set(stay.instanceId, stay);
  const ids = new Set(staying.map(({ instanceId }) => instanceId));
  const hosts = new Set(preview?.hosts.map(({ host }) => host));
  const chosen = new Map(choices.instances.map(({ id, choice }) => [id, choice]));
  return [...seen.current.values()]
    .filter(({ instanceId, host }) => ids.has(instanceId) || (hosts.has(host) && chosen.has(instanceId)))
    .map((stay) => ({ ...stay, choice: chosen.get(stay.instanceId) ?? stay.choice }));
}

export function chosen(choices: MaintenanceChoices, id: string, choice: StayChoice): MaintenanceChoices {
  return { ...choices, instances: [...choices.instances.filter((one) => one.id !== id), { id, choice }] };
}
