/** How long a plan takes, on a cloud as large as one Nova is run; the reading of the cloud is not in it. */
import { CloudModel, type CloudSnapshot, planDrain, planDrainOn } from '@evenkeel/domain';
import { generateCloud } from './balance-cloud.ts';
import type { Measurement } from './measure.ts';

const TIMES = 20;
const WARM_UP = 3;
const HOSTS = 1_000;
const INSTANCES = 50_000;
const limits = { perSourceHost: 1, perDestinationHost: 2, total: null };

export async function plans(): Promise<Measurement[]> {
  const cloud = generateCloud({ hosts: HOSTS, instances: INSTANCES, seed: 1 });
  const byCount = hostsByCount(cloud);
  // A host of as many instances as the average one, and the ten fullest.
  const usual = [...byCount].sort((a, b) => Math.abs(a[1] - 50) - Math.abs(b[1] - 50))[0]?.[0] as string;
  const fullest = byCount.slice(0, 10).map(([name]) => name);
  const size = `${HOSTS.toLocaleString('en')} hosts, ${INSTANCES.toLocaleString('en')} instances`;
  const moves = planDrain(cloud, { hosts: fullest, limits }).steps.length;
  return [
    { what: `model of ${size}`, times: times(() => () => new CloudModel(cloud)) },
    {
      what: `plan for a host of ${byCount.find(([name]) => name === usual)?.[1]}, the model built`,
      times: times(() => planOn(cloud, [usual])),
    },
    {
      what: 'plan for a host of 50, from the snapshot',
      times: times(() => () => planDrain(cloud, { hosts: [usual], limits })),
    },
    {
      what: `plan for 10 hosts at once (${moves} moves), the model built`,
      times: times(() => planOn(cloud, fullest)),
    },
  ];
}

/** A plan uses its model up, so each has one of its own, built before the clock runs. */
function planOn(cloud: CloudSnapshot, hosts: string[]): () => unknown {
  const model = new CloudModel(cloud);
  return () => planDrainOn(model, { hosts, limits });
}

function times(prepare: () => () => unknown): number[] {
  const found: number[] = [];
  for (let round = -WARM_UP; round < TIMES; round += 1) {
    const action = prepare();
    const began = performance.now();
    action();
    if (round >= 0) found.push(performance.now() - began);
  }
  return found;
}

/** The hosts that are enabled, the fullest by number of instances first. */
function hostsByCount({ hosts, instances }: CloudSnapshot): (readonly [string, number])[] {
  const counts = new Map(hosts.map(({ name }) => [name, 0]));
  for (const { host } of instances) if (host !== null) counts.set(host, (counts.get(host) ?? 0) + 1);
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
}
