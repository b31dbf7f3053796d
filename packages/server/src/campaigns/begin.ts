/** Begins the hosts whose turn it is: as many as may be away, each only when it can be emptied beside the others. */
import { type MaintenanceChoices, RunLimits } from '@evenkeel/contract';
import type { Plan } from '@evenkeel/domain';
import { permitCampaign } from '../db/campaign-leases.ts';
import { type CampaignHostSeen, keyOfCampaignMaintenance, readSilence } from '../db/campaign-looking.ts';
import { NOW } from '../db/moves.ts';
import { isUndecided, staysOf } from '../maintenance/preview.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { type CampaignLook, enter, say } from './step.ts';
import { MOST_PLANS } from './timing.ts';

const UNDER_WAY: ReadonlySet<CampaignHostSeen['state']> = new Set([
  'draining',
  'outside',
  'checking',
  'returning',
]);
export const isUnderWay = ({ state }: Pick<CampaignHostSeen, 'state'>): boolean => UNDER_WAY.has(state);

/** One that failed is away for as long as its maintenance holds it. */
const isAway = (host: CampaignHostSeen): boolean =>
  isUnderWay(host) ||
  (host.state === 'failed' && host.maintenance !== null && host.maintenance.ended_at === null);

/** Gives the names of those that were begun. */
export async function beginHosts(look: CampaignLook, hosts: readonly CampaignHostSeen[]): Promise<string[]> {
  const { atOnce, atOncePerZone } = look.campaign.settings;
  const away = hosts.filter(isAway);
  const begun: CampaignHostSeen[] = [];
  let planned = 0;
  const silence = await readSilence(look.db, look.campaign.provider_id);
  if (silence !== null) {
    const next = hosts.find(({ state }) => state === 'waiting');
    if (next && away.length < atOnce)
      await say(look, next, silence, 'It begins by itself when the cloud answers again.');
    return [];
  }
  for (const host of hosts) {
    if (host.state !== 'waiting') continue;
    const others = [...away, ...begun];
    if (others.length >= atOnce || planned >= MOST_PLANS) break;
    const inZone = others.filter(({ zone }) => zone === host.zone).length;
    if (inZone >= (atOncePerZone ?? Number.POSITIVE_INFINITY)) continue;
    planned += 1;
    if (await begin(look, host, others)) begun.push(host);
  }
  return begun.map(({ host }) => host);
}

async function begin(
  look: CampaignLook,
  host: CampaignHostSeen,
  others: readonly CampaignHostSeen[],
): Promise<boolean> {
  const { campaign, lease, db, timing } = look;
  const { choices, limits } = campaign.settings;
  const drainOf = (name: string) => ({ host: name, choices, limits });
  // The others' plans come first: where they put their instances there is no room left.
  const leaving = others.filter(({ state }) => state === 'draining' || state === 'waiting');
  const asked = [...leaving.map((other) => other.host), host.host].map(drainOf);
  const plans = await look.planning.drains(campaign.provider_id, asked);
  const whenBack = async () => {
    const names = others.map((other) => other.host);
    return (await look.planning.drains(campaign.provider_id, [drainOf(host.host)], names)).at(-1);
  };
  const hindrance = await hindranceOf(plans.at(-1) as Plan, choices, others.length > 0 ? whenBack : null);
  if (hindrance) {
    await say(look, host, hindrance.reason, hindrance.nextStep);
    return false;
  }
  const { paused, cancelled } = await permitCampaign(db, lease, timing.leaseMs);
  if (paused || cancelled) return false;
  await look.checkpoint('before-create', campaign.id);
  const request = {
    hosts: [{ providerId: campaign.provider_id, host: host.host }],
    reason: campaign.reason || `campaign ${campaign.name}`,
    ...{ choices, limits: RunLimits.parse(limits) },
    idempotencyKey: keyOfCampaignMaintenance(host),
  };
  try {
    await look.maintenance.create(request, campaign.created_by, campaign.id);
  } catch (error) {
    if (!(error instanceof DomainRefusal)) throw error;
    await say(look, host, error.message, error.nextStep);
    return false;
  }
  await look.checkpoint('after-create', campaign.id);
  await begun(look, host);
  await look.checkpoint('begun', campaign.id);
  return true;
}

/** Its maintenance is there: it is under way. */
export async function begun(look: CampaignLook, host: CampaignHostSeen): Promise<void> {
  await enter(look, host, 'draining', { began_at: NOW }, `${host.host} is being emptied.`);
}

/**
 * Why a host does not begin now. Somebody's choice for those that are not named lets one without a place stay only when it
 * would have none either if the hosts that are away were back (`whenBack`): otherwise it has a place again later.
 */
async function hindranceOf(
  plan: Plan,
  choices: MaintenanceChoices,
  whenBack: (() => Promise<Plan | undefined>) | null,
): Promise<{ reason: string; nextStep: string } | null> {
  const whole = plan.blockers.find(({ instanceId }) => instanceId === null);
  if (whole) return { reason: whole.message, nextStep: whole.nextStep };
  const [undecided] = staysOf(plan, choices).filter(isUndecided);
  if (undecided) {
    const nextStep = 'Choose what is to become of such instances; the host begins by itself then.';
    return { reason: undecided.message, nextStep };
  }
  const named = new Set(choices.instances.map(({ id }) => id));
  const unnamed = plan.blockers.filter(({ instanceId }) => !named.has(instanceId ?? ''));
  if (unnamed.length === 0 || whenBack === null) return null;
  const lasting = new Set((await whenBack())?.blockers.map(({ instanceId }) => instanceId));
  const passing = unnamed.find(({ instanceId }) => !lasting.has(instanceId));
  if (!passing) return null;
  const nextStep =
    'It begins by itself when there is a place again as other hosts of the campaign come back.';
  return { reason: passing.message, nextStep };
}
