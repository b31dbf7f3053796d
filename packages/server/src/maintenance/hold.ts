import type { InstanceLeft } from '@evenkeel/contract';
import { NOW } from '../db/moves.ts';
import { serversOnHost } from './refresh.ts';
import { readService, tellWhenTaken } from './service.ts';
import { type Attention, type CloudLook, goOn } from './step.ts';

/** Looks now and then whether the host is still as it was left, and tells when it is not. */
export async function hold(look: CloudLook): Promise<void> {
  const { maintenance, timing } = look;
  if (maintenance.return_asked_at !== null) {
    const said = `${maintenance.return_asked_by} asked for its return.`;
    return goOn(look, { changes: { phase: 'returning', up_since: null }, events: [said], nextCheckMs: 0 });
  }
  const [service, servers] = [await readService(look), await serversOnHost(look)];
  await tellWhenTaken(look, service);
  const before = new Map((maintenance.left_there ?? []).map((one) => [one.id, one]));
  const left = servers.map(({ id, name, status }) => {
    const known = before.get(id);
    if (known && wasStarted(known, status)) return { id, name, status, choice: null, message: STARTED };
    const { choice = null, message = 'It came while the host was held.' } = known ?? {};
    return { id, name, status, choice, message };
  });
  const came = left.filter(({ id, choice }) => !before.has(id) || choice === null);
  // A person who resumes wants it empty again.
  const again = maintenance.resumed_at !== null && maintenance.resumed_at > maintenance.phase_since;
  if (again) return goOn(look, { changes: { phase: 'draining' }, nextCheckMs: 0 });
  let attention: Attention | null = null;
  if (service?.status === 'enabled') {
    const reason = `Somebody enabled ${maintenance.host} while it was held.`;
    attention = { reason, nextStep: 'Ask who did; resume to drain it again, or return it.' };
  } else if (came.length > 0) {
    const started = came.filter(({ message }) => message === STARTED);
    const others = came.filter(({ message }) => message !== STARTED);
    const reason = [
      ...(others.length > 0 ? [`${namesOf(others)} came to ${maintenance.host} while it was held.`] : []),
      ...(started.length > 0
        ? [`${namesOf(started)} was started on ${maintenance.host} while it was held.`]
        : []),
    ].join(' ');
    attention = { reason, nextStep: 'Resume to drain it again, or leave it as it is.' };
  }
  const changes = { left_there: left, looked_at: NOW };
  await goOn(look, { changes, attention, nextCheckMs: timing.heldMs });
}

const STARTED = 'It was started while the host was held.';
const RUNS: ReadonlySet<string> = new Set(['ACTIVE', 'PAUSED']);

/** Chosen to be left while it can not go; now it can. */
function wasStarted({ choice, status }: InstanceLeft, now: string): boolean {
  return choice === 'leave' && !RUNS.has(status) && RUNS.has(now);
}

const namesOf = (left: readonly { name: string }[]) => left.map(({ name }) => name).join(', ');
