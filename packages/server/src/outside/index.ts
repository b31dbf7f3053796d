/**
 * What is done outside of Evenkeel for an empty host, or to find out whether it is ready: a command of this machine, or
 * another program that is told and calls back. What is wanted is a row; a loop carries it on, and whoever asked looks.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { NamedOutsideStep } from '@evenkeel/contract';
import {
  claimOutsideSteps,
  insertOutsideStep,
  keepOutsideStep,
  newestOutsideStep,
  type OutsideWanted,
  releaseOutsideSteps,
} from '../db/outside.ts';
import { mortal } from '../leases/died.ts';
import { startLeasedLoop } from '../leases/leased-loop.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { SecretBox } from '../secrets.ts';
import { receiveCallback, type SignedCallback } from './callback.ts';
import type { OutsideCheckpoint } from './checkpoints.ts';
import { lookAtStep } from './look.ts';
import type { OutsideContext } from './step.ts';
import { MOST_STEPS, OUTSIDE_TIMING, type OutsideTiming } from './timing.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export { OUTSIDE_CHECKPOINTS } from './checkpoints.ts';

/** How a step stands, for the controllers. */
export interface OutsideSeen {
  attempt: number;
  state: 'waiting' | 'done' | 'failed';
  /** What is to be told of it; null while nothing is. */
  message: string | null;
  nextStep: string | null;
  endedAt: Date | null;
}

/** What a controller needs of this part. */
export interface OutsideSteps {
  /** Asks for it, once for each `askedFor` and `attempt` however often it is said. */
  startOutside(wanted: OutsideWanted): Promise<void>;
  /** The newest attempt; null when it was never asked for. */
  lookAt(askedFor: string): Promise<OutsideSeen | null>;
}

export interface Outside extends OutsideSteps {
  webhooks: Webhooks;
  /** The commands that this server knows, and the webhooks. */
  list(): Promise<NamedOutsideStep[]>;
  /** Throws DomainRefusal (400) when there is none of this name. */
  refuseUnknown(step: NamedOutsideStep): Promise<void>;
  /** Throws DomainRefusal. */
  receive(callback: SignedCallback): Promise<void>;
  /** Ends the commands that run, and says so; gives the leases back. */
  stop(): Promise<void>;
}

export interface OutsideOptions extends Pick<OutsideContext, 'db' | 'commands' | 'networks' | 'logger'> {
  secrets: SecretBox;
  /** Tests shorten the times. */
  timing?: Partial<OutsideTiming>;
  /** Called at each of OUTSIDE_CHECKPOINTS; when it throws, this behaves as a process that was killed. */
  checkpoint?: (name: OutsideCheckpoint, id: string) => Promise<void> | void;
}

/** Starts to carry steps on. Errors of the database never end it. */
export function startOutsideSteps(options: OutsideOptions): Outside {
  const { db, commands, networks, logger, secrets } = options;
  const timing = { ...OUTSIDE_TIMING, ...options.timing };
  const { leaseMs, pollMs } = timing;
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  const checkpoint = mortal(options.checkpoint);
  const context = { db, commands, networks, logger, secrets, timing, owner, checkpoint };
  const names = [...commands.keys()];
  const loop = startLeasedLoop({
    what: 'steps outside',
    logger,
    leaseMs,
    pollMs,
    most: MOST_STEPS,
    claim: (most) => claimOutsideSteps(db, { owner, leaseMs, most, commands: names }),
    renew: ({ id }) => keepOutsideStep(db, { id, owner }, leaseMs),
    look: (step, signal) => lookAtStep({ ...context, signal, step, lease: { id: step.id, owner } }),
    release: () => releaseOutsideSteps(db, owner),
  });
  loop.wake();
  const webhooks = createWebhooks(db, secrets, networks);

  async function list(): Promise<NamedOutsideStep[]> {
    const named = (await webhooks.list()).map(({ name }) => ({ kind: 'webhook' as const, name }));
    return [...names.map((name) => ({ kind: 'command' as const, name })), ...named];
  }

  return {
    webhooks,
    list,
    async startOutside(wanted) {
      await insertOutsideStep(db, wanted);
      loop.wake();
    },
    async lookAt(askedFor) {
      const row = await newestOutsideStep(db, askedFor);
      if (row === null) return null;
      const { attempt, message, next_step: nextStep, ended_at: endedAt } = row;
      const state = row.state === 'done' || row.state === 'failed' ? row.state : 'waiting';
      return { attempt, state, message, nextStep, endedAt };
    },
    async refuseUnknown({ kind, name }) {
      if ((await list()).some((one) => one.kind === kind && one.name === name)) return;
      throw new DomainRefusal(400, 'outside-step-unknown', `There is no ${kind} ${name}.`, {
        nextStep:
          kind === 'command'
            ? 'Ask who runs Evenkeel to name it in the file of commands.'
            : 'See the webhooks that there are, or make it first.',
      });
    },
    receive: (callback) => receiveCallback({ db, secrets }, callback, Date.now()),
    stop: () => loop.stop(timing.stopMs),
  };
}
