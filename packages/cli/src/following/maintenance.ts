/** Follows maintenance until nothing more comes by itself. It goes on at the server whether anybody looks or not. */
import { setTimeout as wait } from 'node:timers/promises';
import { MaintenanceDetail } from '@evenkeel/contract';
import type { ApiClient } from '../api/client.ts';
import { note } from '../output/print.ts';
import { printable } from '../output/text.ts';
import { PatientReader, watching } from './watching.ts';

const LOOK_EVERY_MS = 1_000;
/**
 * What asks for attention may pass by itself, such as a cloud that does not answer for a moment: longer than two looks of
 * the server, which come every 15 s then.
 */
const LOOKS_WITH_ATTENTION = 35;
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
  return watching(`evenkeel maintenance ${ids[0]}`, (signal) => {
    const reader = new PatientReader(note);
    return Promise.all(ids.map((id) => followOne({ client, reader, signal }, id, toTheEnd)));
  });
}

async function followOne(
  { client, reader, signal }: { client: ApiClient; reader: PatientReader; signal: AbortSignal },
  id: string,
  toTheEnd: boolean,
): Promise<MaintenanceDetail> {
  const read = () => client.get(`/maintenance/${encodeURIComponent(id)}`, MaintenanceDetail);
  let told = 0;
  let attended = 0;
  for (;;) {
    const now = await reader.read(read);
    if (now !== null) {
      for (const { message } of now.events.slice(told)) note(`${printable(now.host)}: ${printable(message)}`);
      told = now.events.length;
      attended = now.attention === null ? 0 : attended + 1;
      if (ENDS.has(now.state) && !(toTheEnd && now.state === 'held')) return now;
      if (attended >= LOOKS_WITH_ATTENTION) {
        const name = printable(now.host);
        note(
          `${name}: it needs somebody, and is not watched any longer. Look again: evenkeel maintenance ${name}`,
        );
        return now;
      }
    }
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}
