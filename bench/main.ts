/** `npm run bench`: a report of how fast Evenkeel is on this machine. It never fails because of a time. */
import { startDemoCloud } from '@evenkeel/demo-cloud';
import { balancePlans, healthWhilePlanning } from './balance.ts';
import { besideWatcher } from './balance-peers.ts';
import { change } from './change.ts';
import { command } from './command.ts';
import { drains } from './drain.ts';
import { firstPass } from './first-pass.ts';
import type { Measurement } from './measure.ts';
import { page } from './page.ts';
import { plans } from './plan.ts';
import { planAgainstAllAtOnce } from './plan-against-all-at-once.ts';
import { report } from './report.ts';
import { start } from './start.ts';
import { startServer, temporaryFolder } from './surroundings.ts';
import { verdicts } from './verdicts.ts';

const INSTANCES = 1_000;

const cloud = await startDemoCloud({ regions: ['north'], hostsPerRegion: 20, instancesPerRegion: INSTANCES });
const folder = await temporaryFolder();
const measurements: Measurement[] = [];
const measure = async (what: string, measured: Promise<Measurement[]>) => {
  process.stderr.write(`Measuring ${what} …\n`);
  measurements.push(...(await measured));
};
try {
  await measure('the verdicts', verdicts());
  await measure('a command', command());
  await measure('the start', start(cloud));
  await measure('the first full pass', firstPass(cloud, INSTANCES));
  const server = await startServer(folder.path, cloud);
  try {
    await measure('a page', page(server, cloud, INSTANCES / 50));
    await measure('a change', change(server, cloud));
    await measure('the API while a balance is planned', healthWhilePlanning(server));
  } finally {
    await server.stop();
  }
  await measure('plans', plans());
  await measure('balance plans', balancePlans());
  console.log(report(measurements));
  console.log(`\n${planAgainstAllAtOnce()}`);
  process.stderr.write('Measuring balances beside those of others …\n');
  console.log(`\n${besideWatcher(20, 500)}`);
  process.stderr.write('Measuring drains …\n');
  console.log(`\n${await drains()}`);
} finally {
  await folder.remove();
  await cloud.close();
}
