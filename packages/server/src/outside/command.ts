/** A command of the configuration, run once: that it begins is written before it does. */
import { endOutsideStep, keepOutsideStep } from '../db/outside.ts';
import { type CommandEnd, runCommand } from './run-command.ts';
import { type OutsideLook, purposeOf } from './step.ts';

const AGAIN = 'See on the host how it stands; then try again, or go on without it.';

export async function lookAtCommand(look: OutsideLook): Promise<void> {
  const { step, db, lease, commands, timing, signal } = look;
  const what = `The command ${step.name} for ${purposeOf(step)}`;
  if (step.state !== 'waiting') {
    // Whoever ran it is gone without a word: it may have done all, a part, or nothing, or run still.
    const message = `${what} was begun at ${step.sent_at?.toISOString()}, and the server ended while it ran: nobody knows how it ended.`;
    return endOutsideStep(db, lease, { state: 'failed', message, next_step: AGAIN });
  }
  const timeoutMs = step.until.getTime() - step.now.getTime();
  const argv = commands.get(step.name);
  if (argv === undefined || timeoutMs <= 0) {
    const message = `${what} was not begun: no server that knows a command of this name took it up.`;
    const nextStep = 'Ask who runs Evenkeel to name it in the file of commands, and try again.';
    return endOutsideStep(db, lease, { state: 'failed', message, next_step: nextStep });
  }
  await keepOutsideStep(db, lease, timing.leaseMs, { state: 'asking', sends: 1 });
  await look.checkpoint('recorded', step.id);
  const end = await runCommand(argv, environmentOf(look), { timeoutMs, killMs: timing.killMs, signal });
  await look.checkpoint('after-command', step.id);
  const { ok, said, nextStep } = inWords(end, timeoutMs);
  await endOutsideStep(db, lease, {
    state: ok ? 'done' : 'failed',
    message: `${what} ${said}`,
    next_step: nextStep,
    exit_code: end.exitCode,
    output: end.output,
  });
}

function environmentOf({ step }: OutsideLook): Record<string, string> {
  return {
    STEP: step.id,
    TYPE: step.type,
    HOST: step.host,
    PROVIDER: step.provider,
    PROVIDER_ID: step.provider_id,
    CAMPAIGN: step.campaign ?? '',
    CAMPAIGN_ID: step.campaign_id ?? '',
    MAINTENANCE_ID: step.maintenance_id ?? '',
  };
}

function inWords(
  { how, exitCode, error, output }: CommandEnd,
  timeoutMs: number,
): { ok: boolean; said: string; nextStep: string | null } {
  const last = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const saying = last === '' ? ' It said nothing.' : ` Its last line: ${last.slice(0, 300)}`;
  if (how === 'exited' && exitCode === 0) return { ok: true, said: 'ended well.', nextStep: null };
  if (how === 'not-started')
    return {
      ok: false,
      said: `could not be started: ${error}.`,
      nextStep: 'Ask who runs Evenkeel to mend it, and try again.',
    };
  if (how === 'timed-out')
    return {
      ok: false,
      said: `took longer than ${Math.ceil(timeoutMs / 60_000)} minutes and was ended.${saying}`,
      nextStep: AGAIN,
    };
  if (how === 'stopped')
    return { ok: false, said: `was ended, as the server was stopped.${saying}`, nextStep: AGAIN };
  const code = exitCode === null ? 'was ended by a signal.' : `ended with exit code ${exitCode}.`;
  return { ok: false, said: `${code}${saying}`, nextStep: AGAIN };
}
