/** Evacuates a host that is lost: declared dead, kept out of use, and its instances built anew elsewhere. */
import { CloudError, type ComputeService } from '@evenkeel/openstack';
import { permit } from '../db/maintenance-leases.ts';
import { putRebuild, type RebuildRow } from '../db/maintenance-rebuilds.ts';
import { NOW } from '../db/moves.ts';
import { readLimits } from '../db/provider-limits.ts';
import { disable } from './disable.ts';
import { heldInWords, shown } from './drain.ts';
import { advanceRebuilds } from './rebuild.ts';
import { bringInLine, serversOnHost } from './refresh.ts';
import { readService } from './service.ts';
import { attentionFor, leftThere } from './standing.ts';
import { type Attention, type CloudLook, goOn, writeAhead } from './step.ts';

/** What a person confirms: nobody but them can know it. */
export function fencingOf(host: string): string {
  return `I made sure that ${host} is off, or cut from its storage and its networks: an instance that runs twice destroys its disk.`;
}

/** Before anything is built anew, Nova is told that the host is dead, so that it can not come back in the midst of it. */
export async function declareDown(look: CloudLook): Promise<void> {
  const { maintenance, cloud, db, lease, timing, signal } = look;
  const service = await readService(look);
  const trouble = service && isAlive(maintenance.host, service);
  if (trouble) return goOn(look, { attention: trouble, nextCheckMs: timing.waitMs });
  if (service === null || service.forcedDown) {
    if (service && maintenance.forced_down_by_us === null)
      await writeAhead(look, { forced_down_by_us: false });
    return disable(look);
  }
  await look.checkpoint('before-forcing-down', maintenance.id);
  await writeAhead(look, { forced_down_by_us: true });
  const { paused, cancelled } = await permit(db, lease, timing.leaseMs);
  if (paused || cancelled) return goOn(look, { nextCheckMs: 0 });
  await cloud.forceComputeDown(service, true, signal);
  await look.checkpoint('after-forcing-down', maintenance.id);
  // What was asked for is believed once it is seen.
  const after = await readService(look);
  const events = after?.forcedDown ? [`${maintenance.host} is forced down: Nova takes it for dead.`] : [];
  await goOn(look, { events, nextCheckMs: after?.forcedDown ? 0 : timing.pollMs });
}

export async function evacuate(look: CloudLook): Promise<void> {
  const { maintenance, timing, lease, db } = look;
  const { host, choices, limits } = maintenance;
  const service = await readService(look);
  const trouble = service && isAlive(host, service);
  const rebuilding = await advanceRebuilds(look, !trouble);
  if (maintenance.paused_at !== null) return goOn(look, { nextCheckMs: timing.waitMs });
  if (trouble) return goOn(look, { attention: trouble, nextCheckMs: timing.waitMs });

  const servers = await serversOnHost(look);
  await bringInLine(look, look.inventory, servers);
  const open = rebuilding.filter(({ state }) => state !== 'failed');
  const plan = await look.planning.evacuation(maintenance.provider_id, {
    host,
    choices,
    limits,
  });
  const most = (await readLimits(db, [maintenance.provider_id])).get(maintenance.provider_id)?.total ?? 0;
  const atOnce = Math.min(limits.total ?? most, most);
  const isHere = new Set(servers.map(({ id }) => id));
  const next = plan.steps
    .filter(({ instanceId }) => isHere.has(instanceId) && !isTaken(look, rebuilding, instanceId))
    .slice(0, Math.max(0, atOnce - open.length));
  const failed = rebuilding.filter((row) => row.state === 'failed' && isTaken(look, [row], row.instance_id));
  // One that failed is a person's, whatever the plan says.
  const steps = plan.steps.filter((step) => !failed.some((row) => row.instance_id === step.instanceId));
  const left = leftThere({
    ...{ servers, tries: [], choices },
    plan: {
      ...plan,
      steps: steps.filter((step) => !open.some((row) => row.instance_id === step.instanceId)),
    },
    rebuilding: [...open, ...failed],
  });
  const seen = { left_there: left.map(shown), looked_at: NOW };
  for (const { instanceId, instanceName, to } of next)
    await putRebuild(db, lease, {
      instance_id: instanceId,
      instance_name: instanceName,
      kind: 'evacuation',
      source_host: host,
      destination_host: to,
    });
  if (next.length > 0) return goOn(look, { changes: seen, nextCheckMs: 0 });
  const attention = attentionFor(host, left);
  if (attention) {
    const nextCheckMs = open.length > 0 ? timing.pollMs : timing.waitMs;
    return goOn(look, { changes: seen, attention, nextCheckMs });
  }
  if (open.length > 0 || left.some(({ standing }) => standing !== 'settled'))
    return goOn(look, { changes: seen });
  await look.checkpoint('before-held', maintenance.id);
  const changes = { ...seen, phase: 'held' as const };
  const warning = `Before ${host} is used again, nova-compute has to start on it: it removes what was built elsewhere.`;
  const events = [heldInWords(host, left), warning];
  await goOn(look, { changes, events, nextCheckMs: timing.heldMs });
  await look.checkpoint('held', maintenance.id);
}

/** In line already, or tried in vain since a person last said "again". */
function isTaken({ maintenance }: CloudLook, rebuilding: readonly RebuildRow[], id: string): boolean {
  const { resumed_at: resumed } = maintenance;
  return rebuilding.some(
    (row) =>
      row.instance_id === id && (row.state !== 'failed' || resumed === null || row.changed_at > resumed),
  );
}

/** A host that reports is not to be evacuated: its instances run. */
function isAlive(host: string, { state, forcedDown }: ComputeService): Attention | null {
  if (state === 'down' || forcedDown) return null;
  if (state === 'unknown')
    return {
      reason: `The cell of ${host} does not answer, so nobody can say what is on it.`,
      nextStep: 'It goes on by itself when the cell answers again.',
    };
  return {
    reason: `nova-compute on ${host} reports: the host is not dead, and nothing is built anew.`,
    nextStep: 'Cancel this evacuation. If the host is to be emptied, drain it.',
  };
}

/**
 * Takes back that the host was declared dead, where it was us who did: `done`, also when there is nothing to take back.
 * Otherwise what keeps Nova from it.
 */
export async function liftForcedDown(
  look: CloudLook,
  service: ComputeService,
): Promise<'done' | 'lifted' | Attention> {
  const { maintenance, cloud, db, lease, timing, signal } = look;
  if (!service.forcedDown || maintenance.forced_down_by_us !== true) return 'done';
  await look.checkpoint('before-lifting', maintenance.id);
  await permit(db, lease, timing.leaseMs);
  try {
    await cloud.forceComputeDown(service, false, signal);
    return 'lifted';
  } catch (error) {
    // While records of evacuations are `done` and not `completed` (nova/compute/api.py, HostAPI.service_update).
    if (!(error instanceof CloudError) || error.status !== 400) throw error;
    return {
      reason: `Nova does not let ${maintenance.host} be used yet: ${error.cloudMessage ?? error.message}`,
      nextStep:
        'Start nova-compute on it: it first removes what was built elsewhere. Then this goes on by itself.',
    };
  }
}
