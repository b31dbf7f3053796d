import { ADMIN_USER_ID, addInstance, type InstanceSpecification } from './add-instance.ts';
import type { Region } from './region.ts';

const MIB = 1024 ** 2;

/** The instances that make a demonstration: each says by its name what it does. Returns how many there are. */
export function addSpecialInstances(region: Region, limit: number): number {
  const host = (index: number): string => [...region.hosts.keys()][index % region.hosts.size] as string;
  const zone = (name: string): string => region.hosts.get(name)?.zone ?? '';
  const specials: InstanceSpecification[] = [
    {
      name: 'copy-fails-01',
      project: 'web',
      flavor: 'm1.small',
      host: host(0),
      metadata: { demo: 'copy-fails' },
    },
    {
      name: 'busy-cache-01',
      project: 'web',
      flavor: 'm1.medium',
      host: host(1),
      metadata: { demo: 'never-converges' },
    },
    {
      name: 'precheck-fails-01',
      project: 'data',
      flavor: 'm1.small',
      host: host(0),
      metadata: { demo: 'precheck-fails' },
    },
    {
      name: 'db-primary',
      project: 'data',
      flavor: 'm1.xlarge',
      host: host(1),
      dirtyBytesPerSecond: 120 * MIB,
      volumes: 1,
    },
    { name: 'locked-vault-01', project: 'data', flavor: 'm1.small', host: host(2), locked: true },
    { name: 'legacy-app-01', project: 'web', flavor: 'm1.small', host: host(0), zone: '' },
    { name: 'pinned-web-01', project: 'web', flavor: 'm1.small', host: host(0), pinnedZone: zone(host(0)) },
    { name: 'stopped-batch-01', project: 'batch', flavor: 'm1.medium', host: host(0), state: 'stopped' },
    { name: 'paused-build-01', project: 'development', flavor: 'm1.small', host: host(1), state: 'paused' },
    {
      name: 'suspended-lab-01',
      project: 'development',
      flavor: 'm1.small',
      host: host(2),
      state: 'suspended',
    },
    {
      name: 'shelved-archive-01',
      project: 'data',
      flavor: 'm1.large',
      host: null,
      state: 'shelved_offloaded',
      zone: zone(host(0)),
    },
    {
      name: 'broken-import-01',
      project: 'batch',
      flavor: 'm1.small',
      host: host(2),
      state: 'error',
      fault: 'Failed to attach volume: timed out waiting for a reply',
    },
    { name: 'quorum-1', project: 'data', flavor: 'm1.small', host: host(0) },
    { name: 'quorum-2', project: 'data', flavor: 'm1.small', host: host(1) },
    { name: 'quorum-3', project: 'data', flavor: 'm1.small', host: host(2) },
    { name: 'render-head', project: 'batch', flavor: 'm1.small', host: host(1) },
    { name: 'render-node', project: 'batch', flavor: 'm1.medium', host: host(1) },
  ];
  const chosen = specials.slice(0, limit);
  for (const special of chosen) addInstance(region, special);
  return chosen.length;
}

/** The groups that some of them are in. */
export function addServerGroups(region: Region): void {
  const group = (name: string, policy: 'affinity' | 'anti-affinity', members: string[]): void => {
    const found = region.instancesByAge.filter((instance) => members.includes(instance.name));
    const projectId = found[0]?.projectId;
    if (!projectId) return;
    const ids = found.map((instance) => instance.id);
    const maxServerPerHost = policy === 'anti-affinity' ? 1 : null;
    region.addServerGroup({
      id: region.random.uuid(),
      name,
      policy,
      maxServerPerHost,
      members: ids,
      projectId,
      userId: ADMIN_USER_ID,
    });
  };
  group('quorum', 'anti-affinity', ['quorum-1', 'quorum-2', 'quorum-3']);
  group('render', 'affinity', ['render-head', 'render-node']);
}
