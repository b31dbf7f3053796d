/**
 * The same cloud consolidated by Evenkeel and by OpenStack Watcher, one after the other on this machine: seconds of CPU, hosts
 * emptied, moves, and how many of the moves the cloud would refuse. Not a part of `npm run bench`: it needs Debian's
 * python3-watcher, and Watcher takes minutes.
 *
 *     node --import tsx bench/balance-watcher.ts [HOSTSxINSTANCES …]
 *
 * PYTHONPATH may name where the package was unpacked (docs/balance.md).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BalanceSettings } from '@evenkeel/contract';
import { CloudModel, type CloudSnapshot, DEFAULT_PACE, planBalance } from '@evenkeel/domain';
import { generateCloud } from './balance-cloud.ts';

const SCRIPT = fileURLToPath(new URL('./balance-watcher.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'evenkeel-watcher-'));
const sizes = process.argv.slice(2);

for (const size of sizes.length > 0 ? sizes : ['20x500', '50x3000', '113x15769']) {
  const [hosts = 0, instances = 0] = size.split('x').map(Number);
  const snapshot = generateCloud({ hosts, instances, seed: 1 });
  console.log(`\n${hosts} hosts, ${instances} instances`);
  const began = process.cpuUsage();
  const settings = {
    ...BalanceSettings.parse({ goal: { kind: 'consolidate', ceiling: 1 } }),
    mostMoves: Number.POSITIVE_INFINITY,
  };
  const plan = planBalance({
    ...{ snapshot, settings, seed: 1, excluded: [], pinned: [], cooling: [], busyHosts: {}, measured: null },
    pace: DEFAULT_PACE,
  });
  const spent = process.cpuUsage(began);
  const seconds = (spent.user + spent.system) / 1e6;
  tell(
    'Evenkeel',
    snapshot,
    seconds,
    plan.steps.map(({ instanceId, to }) => ({ instance: instanceId, to })),
  );
  const watcher = runWatcher(snapshot);
  tell('Watcher', snapshot, watcher.seconds, watcher.migrations);
}

interface Migration {
  instance: string;
  to: string;
}

function runWatcher(snapshot: CloudSnapshot): { seconds: number; migrations: Migration[] } {
  const cloud = {
    hosts: snapshot.hosts.map(({ name, resources }, index) => ({
      id: `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
      name,
      vcpus: resources.vcpu?.total,
      vcpuRatio: resources.vcpu?.allocationRatio,
      memoryMb: resources.memoryMb?.total,
      diskGb: resources.diskGb?.total,
    })),
    instances: snapshot.instances.map(({ id, name, host, vcpus, memoryMb, localDiskGb }) => ({
      ...{ id, name, host, vcpus, memoryMb, diskGb: localDiskGb },
    })),
  };
  const [input, output] = [join(folder, 'cloud.json'), join(folder, 'plan.json')];
  writeFileSync(input, JSON.stringify(cloud));
  execFileSync('/usr/bin/python3', [SCRIPT, input, output], { stdio: ['ignore', 'inherit', 'inherit'] });
  return JSON.parse(readFileSync(output, 'utf8'));
}

/** Carries the moves out one after the other, as the kindest order there is; what the cloud would refuse stays. */
function tell(
  name: string,
  snapshot: CloudSnapshot,
  seconds: number,
  migrations: readonly Migration[],
): void {
  const model = new CloudModel(snapshot);
  const empty = () => model.hosts.filter((_host, number) => model.on(number).size === 0).length;
  const before = empty();
  const refused = new Map<string, number>();
  for (const { instance: id, to } of migrations) {
    const [instance, host] = [model.instance(id), model.host(to)];
    const refusal = model.refusal(instance, host);
    if (refusal) refused.set(refusal.code, (refused.get(refusal.code) ?? 0) + 1);
    else {
      model.hold(instance, host);
      model.arrive(instance);
    }
  }
  const reasons = [...refused].map(([code, count]) => `${count} ${code}`).join(', ') || 'none';
  console.log(
    `${name.padEnd(9)} ${seconds.toFixed(2).padStart(8)} s  ${migrations.length} moves, refused: ${reasons}; hosts empty afterwards: ${empty()} (before: ${before})`,
  );
}
