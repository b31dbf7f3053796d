/**
 * What the rules are told. Plain values, observed by somebody else: the rules themselves know no clock, network or
 * database. Null, and a field that is left out, always mean "the cloud did not say", never "none".
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
  /** Its root disk is a volume. A flavor without a disk (0 GiB) alone does not say so. */
  bootsFromVolume?: boolean | null;
  projectId?: string | null;
  /** The flavor's name, which an aggregate can ask for (`instance_type`). */
  flavorName?: string | null;
  /** The flavor's extra specs, as the instance keeps them. The same object for instances of one flavor is quicker. */
  extraSpecs?: Readonly<Record<string, string>> | null;
  /** The properties of its image; readable from microversion 2.98 on. */
  imageProperties?: Readonly<Record<string, string>> | null;
}

/** One resource class of one host in placement. Capacity = (total - reserved) * allocationRatio. */
export interface ResourceFacts {
  total: number;
  reserved: number;
  allocationRatio: number;
  used: number;
}

export interface AggregateFacts {
  name: string;
  metadata: Readonly<Record<string, string>>;
}

/** The same object for hosts with the same CPU is quicker. */
export interface CpuFacts {
  arch: string | null;
  vendor: string | null;
  model?: string | null;
  features: readonly string[];
}

export interface HostFacts {
  name: string;
  zone: string | null;
  status: 'enabled' | 'disabled';
  state: 'up' | 'down' | 'unknown';
  disabledReason: string | null;
  hypervisorType: string | null;
  /** As libvirt counts: 7.2.22 is 7002022. */
  hypervisorVersion: number | null;
  cpu: CpuFacts | null;
  diskAvailableLeastGb: number | null;
  /** Null where placement shows no inventory of this class on the host itself. */
  resources: {
    vcpu: ResourceFacts | null;
    memoryMb: ResourceFacts | null;
    diskGb: ResourceFacts | null;
  };
  /** Every other class of the host's own inventory in placement, such as PCPU, by its name. */
  otherResources?: Readonly<Record<string, ResourceFacts>> | null;
  /** The host's own traits in placement. */
  traits?: readonly string[] | null;
  /** The aggregates that contain it. */
  aggregates?: readonly AggregateFacts[] | null;
  /** Live migrations under way from it and to it, whoever asked for them. */
  migrationsOut?: number;
  migrationsIn?: number;
}

/** A server group the instance belongs to, with the hosts of its other members. */
export interface GroupFacts {
  name: string;
  policy: string;
  maxServerPerHost: number | null;
  /**
   * One entry a member, the instance itself left out; null where the member's host is not known. A member on its way
   * has one more, for where it goes.
   */
  otherMemberHosts: readonly (string | null)[];
}

/** What is true of the cloud as a whole. */
export interface CloudFacts {
  /** The newest microversion of its Nova, such as `2.93`. */
  computeVersion: string | null;
  /** More than one cell was seen: once a part of the hosts was lost and the others were not. */
  severalCells: boolean;
}
