import { type DemoRequest, ok, type Router } from '../http/router.ts';
import type { Region } from '../state/region.ts';

/** The own project's quotas and use (nova/api/openstack/compute/limits.py), as the `openstack` client may ask. */
export function addLimitsRoute(router: Router, region: Region): void {
  router.on('GET', '/limits', (request) =>
    ok({ limits: { rate: [], absolute: { ...maximums(request.version), ...used(region, request) } } }),
  );
}

/** Fields that went with the network and image proxies: 2.36, 2.39 and 2.57. */
function maximums(version: number): Record<string, number> {
  return {
    maxTotalInstances: 1000,
    maxTotalCores: 4000,
    maxTotalRAMSize: 4_000_000,
    maxServerMeta: 128,
    ...(version < 39 && { maxImageMeta: 128 }),
    ...(version < 57 && { maxPersonality: 5, maxPersonalitySize: 10_240 }),
    ...(version < 36 && {
      maxTotalFloatingIps: -1,
      maxSecurityGroups: -1,
      maxSecurityGroupRules: -1,
      totalFloatingIpsUsed: 0,
      totalSecurityGroupsUsed: 0,
    }),
    maxTotalKeypairs: 100,
    maxServerGroups: 10,
    maxServerGroupMembers: 10,
  };
}

function used(region: Region, request: DemoRequest): Record<string, number> {
  const project = request.token.projectId;
  const own = region.instancesByAge.filter((each) => each.deletedAt === null && each.projectId === project);
  const sum = (of: (instance: (typeof own)[number]) => number) =>
    own.reduce((total, instance) => total + of(instance), 0);
  return {
    totalRAMUsed: sum(({ flavor }) => flavor.memoryMb),
    totalCoresUsed: sum(({ flavor }) => flavor.vcpus),
    totalInstancesUsed: own.length,
    totalServerGroupsUsed: region.serverGroups.filter(({ projectId }) => projectId === project).length,
  };
}
