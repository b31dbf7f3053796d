import { LeaseLost } from '../db/lease-lost.ts';
import { lookAtCommand } from './command.ts';
import type { OutsideLook } from './step.ts';
import { lookAtWebhook } from './webhook.ts';

/** One look at one step. Rejects with Died, and when the database does not answer; the step is then looked at again. */
export async function lookAtStep(look: OutsideLook): Promise<void> {
  try {
    await look.checkpoint('claimed', look.step.id);
    await (look.step.kind === 'command' ? lookAtCommand(look) : lookAtWebhook(look));
  } catch (error) {
    // A call-back came meanwhile, or another server has it.
    if (!(error instanceof LeaseLost)) throw error;
  }
}
