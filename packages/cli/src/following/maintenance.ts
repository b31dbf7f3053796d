/** Follows maintenance until nothing more comes by itself. It goes on at the server whether anybody looks or not. */
import { setTimeout as wait } from 'node:timers/promises';
import { MaintenanceDetail } from '@evenkeel/contract';
import type { ApiClient } from '../api/client.ts';
import { CommandError, EXIT } from '../errors.ts';
import { note } from '../output/print.ts';
import { printable } from '../output/text.ts';

const LOOK_EVERY_MS = 1_000;
/** What asks for attention may pass by itself, such as a cloud that does not answer for a moment. */
const LOOKS_WITH_ATTENTION = 10;
const ENDS: ReadonlySet<string> = new Set(['held', 'ended', 'cancelled', 'paused']);

/**
 * Tells what happens, line by line, until each has come to a rest.
 * @param toTheEnd goes on over `held` to the end of a return
 */
export async function followMaintenance(
  client: ApiClient,
  ids: readonly string[],
  { toTheEnd = false }: { toTheEnd?: boolean } = {},
): Promise<MaintenanceDetail[]> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt);
  try {
    return await Promise.all(ids.map((id) => followOne(client, id, toTheEnd, interruption.signal)));
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    throw new CommandError(
      EXIT.interrupted,
      'interrupted',
      'Not watched any longer. It goes on at the server.',
      {
        nextStep: `Look again: evenkeel maintenance ${ids[0]}`,
      },
    );
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function followOne(
  client: ApiClient,
  id: string,
  toTheEnd: boolean,
  signal: AbortSignal,
): Promise<MaintenanceDetail> {
  let told = 0;
  let attended = 0;
  for (;;) {
    const now = await client.get(`/maintenance/${encodeURIComponent(id)}`, MaintenanceDetail);
    for (const { message } of now.events.slice(told)) note(`${printable(now.host)}: ${printable(message)}`);
    told = now.events.length;
    attended = now.attention === null ? 0 : attended + 1;
    const atRest = ENDS.has(now.state) && !(toTheEnd && now.state === 'held');
    if (atRest || attended >= LOOKS_WITH_ATTENTION) return now;
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}
