/** From a change in Nova until a browser that was told of it by a live event has read it. */
import type { DemoCloud } from '@evenkeel/demo-cloud';
import { type Measurement, timed } from './measure.ts';
import type { RunningServer } from './surroundings.ts';

const TIMES = 20;
/** Changes come at any moment between two looks of the inventory, not just after one: they are spread over this. */
const SPREAD_MS = 3_000;
/** Longer than this, and the change is not seen at all. */
const PATIENCE_MS = 60_000;

export async function change(server: RunningServer, cloud: DemoCloud): Promise<Measurement[]> {
  const { items } = (await (await server.request('/api/v1/instances?search=web')).json()) as {
    items: { id: string; providerId: string }[];
  };
  const instance = items[0];
  if (!instance) throw new Error('There is no instance to change.');
  const path = `/api/v1/providers/${instance.providerId}/instances/${instance.id}`;
  const leave = new AbortController();
  const stream = await server.request('/api/v1/events', { signal: leave.signal });
  const events = (stream.body as ReadableStream<Uint8Array>).getReader();
  const times: number[] = [];
  try {
    for (let round = 0; round < TIMES; round += 1) {
      const name = `renamed-${round}`;
      await new Promise((resolve) => setTimeout(resolve, (round / TIMES) * SPREAD_MS));
      times.push(
        await timed(async () => {
          cloud.control.setInstance(instance.id, { name });
          const deadline = setTimeout(() => leave.abort(new Error('The change was not seen.')), PATIENCE_MS);
          // As the web console does: at each event it asks again for what it shows.
          for (;;) {
            await events.read();
            const shown = (await (await server.request(path)).json()) as { name: string };
            if (shown.name === name) break;
          }
          clearTimeout(deadline);
        }),
      );
    }
  } finally {
    leave.abort();
  }
  return [{ what: "Nova's change to the browser", times }];
}
