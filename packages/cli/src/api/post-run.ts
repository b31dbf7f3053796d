import { setTimeout as wait } from 'node:timers/promises';
import { Run } from '@evenkeel/contract';
import { CommandError, EXIT } from '../errors.ts';
import type { ApiClient } from './client.ts';

const TRIES = 3;
const BETWEEN_TRIES_MS = 1_000;

/** Sent again when the answer got lost on the way: the same key is the same run, so nothing is asked of a cloud twice. */
export async function postRun(
  client: ApiClient,
  path: string,
  wish: { idempotencyKey: string },
): Promise<Run> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.post(path, Run, wish);
    } catch (error) {
      if (!(error instanceof CommandError) || error.code !== 'server-unreachable') throw error;
      if (tries === TRIES) {
        const nextStep =
          'The server may have taken the request all the same: evenkeel watch shows it when it answers.';
        throw new CommandError(EXIT.unreachable, error.code, error.message, { nextStep });
      }
    }
    await wait(BETWEEN_TRIES_MS);
  }
}
