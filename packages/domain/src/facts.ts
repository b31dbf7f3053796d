/**
 * What the rules are told. Plain values, observed by somebody else: the rules themselves know no clock, network or
 * database. Null always means "the cloud did not say", never "none".
 */

export interface InstanceFacts {
  id: string;
  name: string;
  /** Nova's status, such as ACTIVE. */
  status: string;
  vmState: string | null;
  taskState: string | null;
  host: string | null;
  locked: boolean;
  /** The zone it must stay in; readable from microversion 2.96 on. */
  pinnedZone: string | null;
  vcpus: number | null;
  memoryMb: number | null;
  /** Root, ephemeral and swap disks that lie on the host, in GiB; 0 for an instance that boots from a volume. */
  localDiskGb: number | null;
  /** True while a move of ours for this instance has not ended. */
  hasOpenMove: boolean;
}

/** One resource class of one host in placement. Capacity = (total - reserved) * allocationRatio. */
export interface ResourceFacts {
  total: number;
  reserved: number;
  allocationRatio: number;
  used: number;
}

export interface HostFacts {
  name: string;
  zone: string | null;
  status: 'enabled' | 'disabled';
  state: 'up' | 'down' | 'unknown';
  disabledReason: string | null;
  hypervisorType: string | null;
  hypervisorVersion: number | null;
  cpu: { arch: string | null; vendor: string | null; features: readonly string[] } | null;
  diskAvailableLeastGb: number | null;
  resources: {
    vcpu: ResourceFacts | null;
    memoryMb: ResourceFacts | null;
    diskGb: ResourceFacts | null;
  };
}

/** A server group the instance belongs to, with the hosts of its other members. */
export interface GroupFacts {
  name: string;
  policy: string;
  maxServerPerHost: number | null;
  /** One entry a member, the instance itself left out; null where the member's host is not known. */
  otherMemberHosts: readonly (string | null)[];
}
