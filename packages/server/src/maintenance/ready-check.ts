/** Whether the host is ready, as a command or another program says: asked once for each return that a person asked for. */
import type { NamedOutsideStep } from '@evenkeel/contract';
import { type ClaimedMaintenance, permit } from '../db/maintenance-leases.ts';
import type { Outside, OutsideSeen } from '../outside/index.ts';
import { type CloudLook, goOn } from './step.ts';

/** What maintenance needs of the steps outside. */
export type OutsideOfMaintenance = Pick<Outside, 'startOutside' | 'lookAt' | 'refuseUnknown'>;

/** The gate behind Nova's own: what is to be told when it is open; null when it is shut, and then the look has ended. */
export async function lookWhetherReady(look: CloudLook): Promise<string[] | null> {
  const { maintenance, outside, timing } = look;
  const { id, ready_check: check } = maintenance;
  if (check === null) return [];
  // Another name is another question: what one of them said does not count for the other.
  const askedFor = `return:${id}:${check.kind}:${check.name}`;
  const seen = await outside.lookAt(askedFor);
  if (seen === null || isAskedAnew(maintenance, seen)) {
    await ask(look, check, { askedFor, attempt: seen === null ? 0 : seen.attempt + 1 });
    return null;
  }
  if (seen.state === 'done') return seen.message === null ? [] : [seen.message];
  const said = seen.message ?? `${inWords(check)} does not say that ${maintenance.host} is ready.`;
  // The last line of a command ends as it likes.
  const reason = /[.!?]$/.test(said) ? said : `${said}.`;
  const nextStep = seen.state === 'failed' ? SAID_NO : 'It is told again by itself.';
  const isSilent = seen.state === 'waiting' && seen.message === null;
  await goOn(look, { attention: isSilent ? null : { reason, nextStep }, nextCheckMs: timing.waitMs });
  return null;
}

const SAID_NO = 'Mend it and return the host again: then it is asked again. Or return it without this check.';

/** By a return after its answer, or when a person resumes after a no. */
function isAskedAnew(
  { return_asked_at: asked, resumed_at: resumed }: ClaimedMaintenance,
  { state, endedAt }: OutsideSeen,
): boolean {
  if (endedAt === null) return false;
  return (asked !== null && asked > endedAt) || (state === 'failed' && resumed !== null && resumed > endedAt);
}

/** Writes it in line, once however often this is done: whoever dies in between finds it there, or does it again. */
async function ask(
  look: CloudLook,
  check: NamedOutsideStep,
  step: { askedFor: string; attempt: number },
): Promise<void> {
  const { maintenance, outside, db, lease, timing } = look;
  const { paused, cancelled } = await permit(db, lease, timing.leaseMs);
  if (paused || cancelled) return goOn(look, { nextCheckMs: 0 });
  await look.checkpoint('before-ready-check', maintenance.id);
  await outside.startOutside({
    ...step,
    ...check,
    type: 'host.ready',
    providerId: maintenance.provider_id,
    host: maintenance.host,
    campaignId: null,
    maintenanceId: maintenance.id,
    timeoutMs: timing.readyCheckMs,
  });
  await look.checkpoint('ready-check-asked', maintenance.id);
  const said = `${inWords(check)} is asked whether ${maintenance.host} is ready.`;
  await goOn(look, { events: [said], nextCheckMs: timing.waitMs });
}

/** As it begins a sentence. */
export const inWords = ({ kind, name }: NamedOutsideStep): string => `The ${kind} ${name}`;
