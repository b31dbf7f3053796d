/** From what was observed to what the rules are told. */
import type { CloudFacts, GroupFacts, InstanceFacts } from '@evenkeel/domain';
import type { Server } from '@evenkeel/openstack';
import type { CloudRow, InstanceFactsRow, InstanceRow, ObservedFacts, OpenMoveRow } from '../db/preflight.ts';

const MIB_IN_GIB = 1024;

interface Disks {
  disk_gb: number | null;
  ephemeral_gb: number | null;
  swap_mb: number | null;
  image_id: string | null;
}

/** GiB on the host's own disk. An instance without an image boots from a volume: its root is not there. */
export function localDiskGb({ disk_gb, ephemeral_gb, swap_mb, image_id }: Disks): number | null {
  if (disk_gb === null) return null;
  const root = image_id === null ? 0 : disk_gb;
  return root + (ephemeral_gb ?? 0) + Math.ceil((swap_mb ?? 0) / MIB_IN_GIB);
}

/** Just read from the cloud. Whether a move of ours is open is left out: it is the one that asks. */
export function factsOfServer(server: Server): InstanceFacts {
  const { id, name, status, vmState, taskState, host, locked, pinnedZone, flavor, imageId } = server;
  return {
    id,
    name,
    status,
    vmState,
    taskState,
    host,
    locked,
    pinnedZone,
    vcpus: flavor.vcpus,
    memoryMb: flavor.memoryMb,
    localDiskGb: localDiskGb({
      disk_gb: flavor.diskGb,
      ephemeral_gb: flavor.ephemeralGb,
      swap_mb: flavor.swapMb,
      image_id: imageId,
    }),
    hasOpenMove: false,
    bootsFromVolume: imageId === null,
    projectId: server.projectId,
    flavorName: flavor.name,
    extraSpecs: flavor.extraSpecs,
    imageProperties: server.imageProperties,
  };
}

export function factsOfInstance(row: InstanceFactsRow, openMoves: readonly OpenMoveRow[]): InstanceFacts {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    vmState: row.vm_state,
    taskState: row.task_state,
    host: row.host,
    locked: row.locked,
    pinnedZone: row.pinned_zone,
    vcpus: row.vcpus,
    memoryMb: row.memory_mb,
    localDiskGb: localDiskGb(row),
    hasOpenMove: openMoves.some(
      (move) => move.provider_id === row.provider_id && move.instance_id === row.id,
    ),
    bootsFromVolume: row.image_id === null,
    projectId: row.project_id,
    flavorName: row.flavor,
    extraSpecs: row.extra_specs,
    imageProperties: row.image_properties,
  };
}

export function factsOfCloud({ compute_version, several_cells }: CloudRow): CloudFacts {
  return { computeVersion: compute_version, severalCells: several_cells };
}

/** The groups of one instance. A member that is on its way counts where it goes as well as where it is. */
export function factsOfGroups(row: InstanceRow, observed: ObservedFacts): GroupFacts[] {
  return observed.groups
    .filter((group) => group.provider_id === row.provider_id && group.members.includes(row.id))
    .map((group) => ({
      name: group.name,
      policy: group.policy,
      maxServerPerHost: group.max_server_per_host,
      otherMemberHosts: group.members
        .filter((member) => member !== row.id)
        .flatMap((member) => hostsOfMember(row.provider_id, member, observed)),
    }));
}

function hostsOfMember(providerId: string, member: string, observed: ObservedFacts): (string | null)[] {
  const key = `${providerId}/${member}`;
  // A member that was deleted still stands in its group and is on no host.
  if (!observed.memberHosts.has(key)) return [];
  const isIts = (row: { provider_id: string; instance_id: string }) =>
    row.provider_id === providerId && row.instance_id === member;
  const towards = observed.flights.find(isIts)?.towards ?? observed.openMoves.find(isIts)?.towards;
  const present = observed.memberHosts.get(key) ?? null;
  return towards && towards !== present ? [present, towards] : [present];
}
