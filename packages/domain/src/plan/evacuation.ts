/** Where the instances of a host that is lost can be built anew. */
import type { InstanceFacts } from '../facts.ts';
import { blockerOf } from './blockers.ts';
import { Destinations } from './destinations.ts';
import { excludedOf, NO_LIMITS } from './drain.ts';
import { finish, loadsOf } from './finish.ts';
import { Ledger } from './ledger.ts';
import { CloudModel, MEMORY } from './model.ts';
import { place } from './place.ts';
import { type CloudSnapshot, DEFAULT_SETTINGS } from './snapshot.ts';
import {
  type Choices,
  DEFAULT_PACE,
  type EvacuationRequest,
  NO_CHOICES,
  type Plan,
  type PlanStay,
} from './types.ts';

/** Nova evacuates these, whatever it was doing with them, and refuses every other with 409 (nova/compute/api.py, evacuate). */
const STATES: ReadonlySet<string> = new Set(['active', 'stopped', 'error']);
const STATUSES: ReadonlySet<string> = new Set(['ACTIVE', 'SHUTOFF', 'ERROR']);

/**
 * Who can be built anew where, with nothing done yet. Nothing is copied, as there is nothing to copy from: what the hosts
 * have to suit is the instance alone. One with disks on the lost host goes only when somebody chose `rebuild`. Room and
 * hard groups are kept with everybody there at once. Nobody else is moved. No times are told: nothing says how long it takes.
 */
export function planEvacuation(snapshot: CloudSnapshot, request: EvacuationRequest): Plan {
  const model = new CloudModel(snapshot, { ...request, withoutSource: true });
  const host = model.host(request.host);
  const ledger = new Ledger(model);
  const loadsBefore = loadsOf(model);
  const stays: PlanStay[] = [];
  const leaving: number[] = [];
  for (const instance of host < 0 ? [] : model.on(host)) {
    const stay = stayOf(model.instances[instance] as InstanceFacts, request.choices ?? NO_CHOICES);
    if (stay) stays.push(stay);
    if (stay === null || stay.choice === 'rebuild') leaving.push(instance);
  }
  const destinations = new Destinations(model, {
    closed: new Set([host]),
    excluded: excludedOf(model, request),
    inboundAtMost: Number.POSITIVE_INFINITY,
  });
  const unplaced = place(model, destinations, leaving);
  for (const instance of leaving) if ((model.flyingTo[instance] as number) >= 0) ledger.settleHeld(instance);
  const why = (move: { to: number }) =>
    `Built anew: ${model.hosts[move.to]?.name} suits it, and has ${Math.round(model.load(move.to, MEMORY) * 100)} % of its memory given out when all are there.`;
  const limits = { ...NO_LIMITS, ...request.limits };
  const { options } = DEFAULT_SETTINGS;
  const finished = finish(model, ledger, { limits, pace: DEFAULT_PACE, options, why, loadsBefore });
  return {
    ...finished,
    steps: finished.steps.map((step) => ({ ...step, bytes: 0 })),
    seconds: null,
    lowerBoundSeconds: null,
    blockers: unplaced.map((instance) => blockerOf(model, destinations, instance)),
    stays: stays.sort((left, right) => (left.instanceName < right.instanceName ? -1 : 1)),
  };
}

/** What a person has to decide of an instance, or what keeps it from being evacuated; null when it simply goes. */
function stayOf(facts: InstanceFacts, choices: Choices): PlanStay | null {
  const { id, name, host, status, vmState, localDiskGb } = facts;
  const stay = (code: string, message: string, can: PlanStay['choices']): PlanStay => {
    const wished = choices.instances.find((one) => one.id === id)?.choice ?? choices.others;
    const choice = wished !== null && can.includes(wished) ? wished : null;
    return {
      ...{ instanceId: id, instanceName: name, host: host ?? '', status, code, message },
      choices: can,
      choice,
      to: null,
    };
  };
  if (vmState === null ? !STATUSES.has(status) : !STATES.has(vmState)) {
    const message = `${name} is ${status}. Nova evacuates only what was running, stopped or in error.`;
    return stay('wrong-state', message, ['leave', 'wait', 'skip']);
  }
  if (facts.vcpus === null || facts.memoryMb === null || localDiskGb === null) {
    const message = `The cloud does not show the size of ${name}, so no host can be promised to it.`;
    return stay('size-unknown', message, ['leave', 'wait', 'skip']);
  }
  if (facts.bootsFromVolume === true && localDiskGb === 0) return null;
  const size = localDiskGb > 0 ? `${localDiskGb} GiB of local disk` : 'a local disk';
  const message = `${name} has ${size}. Unless the disks lie on storage that the hosts share, it is built anew from its image, and everything written to it since is lost.`;
  return stay('disk-lost', message, ['rebuild', 'leave', 'skip']);
}
