/** From the command to "ready", with a database that is there already: what a restart costs. */
import type { DemoCloud } from '@evenkeel/demo-cloud';
import { type Measurement, timed } from './measure.ts';
import { type RunningServer, startServer, temporaryFolder } from './surroundings.ts';

const TIMES = 5;

export async function start(cloud: DemoCloud): Promise<Measurement[]> {
  const folder = await temporaryFolder();
  try {
    const first: number[] = [];
    const times: number[] = [];
    for (let round = 0; round <= TIMES; round += 1) {
      let server: RunningServer | undefined;
      const time = await timed(async () => {
        server = await startServer(folder.path, cloud);
      });
      await server?.stop();
      (round === 0 ? first : times).push(time);
    }
    return [
      { what: 'start to ready, existing database', times },
      { what: 'start to ready, very first start', times: first },
    ];
  } finally {
    await folder.remove();
  }
}
