/** What a drain would do, host by host, before anything is sent. */
import {
  type HostPlan,
  type MaintenanceChoices,
  type MaintenancePreview,
  type MaintenanceRequest,
  type PlannedStay,
} from '@evenkeel/contract';
import type { Plan } from '@evenkeel/domain';
import type { Db } from '../db/database.ts';
import { type HostAsked, readHostsAsked } from '../db/maintenance-asked.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { previewEvacuation } from './evacuation-preview.ts';
import type { FreshPlanning } from './planning.ts';
import { CHOICES_OF_BLOCKED, choiceOf, isPassing } from './standing.ts';

/** Throws DomainRefusal for a host that is not known or is in maintenance already. */
export async function previewMaintenance(
  { db, planning }: { db: Db; planning: FreshPlanning },
  request: MaintenanceRequest,
): Promise<MaintenancePreview> {
  const hosts = await hostsAsked(db, request);
  const plans: HostPlan[] = [];
  const stale = new Map<string, string | null>();
  for (const { providerId } of hosts)
    if (!stale.has(providerId)) stale.set(providerId, await planning.upToDate(providerId));
  const told = ({ hosts, missing }: MaintenancePreview): MaintenancePreview => ({
    hosts: hosts.map((plan) => {
      const remark = stale.get(plan.providerId);
      return remark ? { ...plan, remarks: [...plan.remarks, remark] } : plan;
    }),
    missing,
  });
  if (request.kind === 'evacuation') return told(await previewEvacuation(planning, request, hosts));
  for (const providerId of stale.keys()) {
    const ofProvider = hosts.filter((host) => host.providerId === providerId);
    const drains = ofProvider.map(({ host }) => ({ host, choices: request.choices, limits: request.limits }));
    const made = await planning.drains(providerId, drains);
    made.forEach((plan, index) => plans.push(hostPlan(ofProvider[index] as HostAsked, plan, request)));
  }
  const missing = plans.flatMap(({ stays }) => stays).filter(isUndecided).length;
  return told({ hosts: plans, missing });
}

async function hostsAsked(db: Db, { hosts }: MaintenanceRequest): Promise<HostAsked[]> {
  const once = [...new Map(hosts.map((host) => [`${host.providerId}/${host.host}`, host])).values()];
  const known = await readHostsAsked(db, once);
  return once.map(({ providerId, host }) => {
    const found = known.find((one) => one.providerId === providerId && one.host === host);
    if (!found) {
      throw new DomainRefusal(404, 'host-unknown', `There is no host ${host}, or no longer.`, {
        nextStep: 'See the list of hosts, and choose again.',
      });
    }
    if (found.maintenanceId !== null) {
      const message = `${host} is in maintenance already, asked for by ${found.maintenanceBy}.`;
      const nextStep = `See maintenance ${found.maintenanceId}; return or cancel it first.`;
      throw new DomainRefusal(409, 'in-maintenance', message, { nextStep });
    }
    return found;
  });
}

export function hostPlan(host: HostAsked, plan: Plan, { choices }: MaintenanceRequest): HostPlan {
  return {
    providerId: host.providerId,
    provider: host.provider,
    host: host.host,
    moves: plan.steps,
    stays: staysOf(plan, choices),
    blockers: plan.blockers,
    load: plan.load,
    waves: plan.waves,
    seconds: plan.seconds,
    lowerBoundSeconds: plan.lowerBoundSeconds,
    remarks: remarksOn(host),
    fencing: null,
  };
}

/** Those that do not simply leave, and those for which there is no place: with what may be chosen, and what was. */
export function staysOf(
  { stays, blockers }: Pick<Plan, 'stays' | 'blockers'>,
  choices: MaintenanceChoices,
): PlannedStay[] {
  const blocked = blockers.flatMap((blocker): PlannedStay[] => {
    const { instanceId, instanceName, code, message } = blocker;
    if (instanceId === null) return [];
    const wished = choiceOf(choices, instanceId);
    return [
      {
        ...{ instanceId, instanceName: instanceName ?? instanceId, status: 'ACTIVE', code, message },
        choices: [...CHOICES_OF_BLOCKED],
        choice: CHOICES_OF_BLOCKED.find((one) => one === wished) ?? null,
      },
    ];
  });
  return [...stays.map(({ to: _to, host: _host, ...stay }) => stay), ...blocked];
}

/** Whether a person has to say what is to become of it before the host can be drained. */
export const isUndecided = ({ choice, code }: PlannedStay): boolean => choice === null && !isPassing(code);

/** What a person should know of the host beforehand. */
export function remarksOn({ host, status, state, disabledReason, health, provider }: HostAsked): string[] {
  const why = disabledReason ? ` ("${disabledReason}")` : '';
  return [
    ...(status === 'disabled'
      ? [
          `${host} is disabled already${why}: the switch stays with whoever set it, and Evenkeel will not enable it.`,
        ]
      : []),
    ...(state === 'up' ? [] : [`nova-compute on ${host} is ${state}: nothing can be migrated live from it.`]),
    ...(health === 'down' || health === 'refused'
      ? [`${provider} does not answer now; this is as it was last seen.`]
      : []),
  ];
}

const NAMED = 3;

/** Throws DomainRefusal when a host can not be drained, or a person has not said what is to become of an instance. */
export function refuseUndecided({ hosts, missing }: MaintenancePreview): void {
  const whole = hosts.flatMap(({ blockers }) => blockers).find(({ instanceId }) => instanceId === null);
  if (whole) throw new DomainRefusal(409, whole.code, whole.message, { nextStep: whole.nextStep });
  if (missing === 0) return;
  const open = hosts.flatMap(({ stays }) => stays).filter(isUndecided);
  const named = open.slice(0, NAMED).map(({ message }) => message);
  const more = open.length > NAMED ? ` And ${open.length - NAMED} more.` : '';
  throw new DomainRefusal(409, 'choices-missing', `${named.join(' ')}${more}`, {
    nextStep: 'Choose for each what is to become of it, or for all that are not named.',
  });
}
