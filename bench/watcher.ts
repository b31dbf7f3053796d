/** OpenStack Watcher's own strategies on our clouds, in a process beside ours (balance-watcher.py). */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CloudSnapshot } from '@evenkeel/domain';
import type { Migration } from './balance-outcome.ts';

const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('./balance-watcher.py', import.meta.url));

export type WatcherStrategy =
  | { strategy: 'consolidation' }
  /** `threshold`: the standard deviation of CPU and memory below which it does nothing more; as it comes, 0.1. */
  | { strategy: 'stabilization'; threshold: number };

/** Whether Python finds it; PYTHONPATH may name where it was unpacked (docs/balance.md). */
export function watcherIsThere(): boolean {
  const module = 'watcher.decision_engine.strategy.strategies.vm_workload_consolidation';
  return spawnSync(PYTHON, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
}

/** Its plan, and the seconds of CPU it took to make, the reading of the model aside. Throws when Watcher fails. */
export function askWatcher(
  snapshot: CloudSnapshot,
  wish: WatcherStrategy,
): { seconds: number; migrations: Migration[] } {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-watcher-'));
  const [input, output] = [join(folder, 'cloud.json'), join(folder, 'plan.json')];
  // Its stabilization knows no allocation ratio: there a host has as many vCPUs as may be given out.
  const cloud = cloudOf(snapshot, wish.strategy === 'stabilization');
  try {
    writeFileSync(input, JSON.stringify({ ...wish, cloud }));
    execFileSync(PYTHON, [SCRIPT, input, output], { stdio: ['ignore', 'inherit', 'inherit'] });
    return JSON.parse(readFileSync(output, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cloudOf({ hosts, instances }: CloudSnapshot, isGivenOut: boolean) {
  return {
    hosts: hosts.map(({ name, resources: { vcpu, memoryMb, diskGb } }, index) => {
      const [total, ratio] = [vcpu?.total ?? 0, vcpu?.allocationRatio ?? 1];
      return {
        id: `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
        name,
        vcpus: isGivenOut ? total * ratio : total,
        vcpuRatio: isGivenOut ? 1 : ratio,
        memoryMb: memoryMb?.total,
        diskGb: diskGb?.total,
      };
    }),
    instances: instances.map(({ id, name, host, vcpus, memoryMb, localDiskGb }) => ({
      ...{ id, name, host, vcpus, memoryMb, diskGb: localDiskGb },
    })),
  };
}
