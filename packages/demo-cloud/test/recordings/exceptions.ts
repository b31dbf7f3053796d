/** Paths of objects whose keys are data, not part of the form: their values are held against one another as a list. */
export const DATA_KEYED: readonly string[] = [
  'servers[].metadata',
  'servers[].addresses',
  'servers[].flavor.extra_specs',
  'server.metadata',
  'server.addresses',
  'server.flavor.extra_specs',
  'flavors[].extra_specs',
  'aggregates[].metadata',
  'availabilityZoneInfo[].hosts',
  'availabilityZoneInfo[].hosts[]',
  'inventories',
  'allocations',
  'provider_summaries',
  'allocation_requests[].allocations',
  'hypervisors[].cpu_info.topology',
];

export interface Exception {
  /** Of recordings' names. */
  name: RegExp;
  /** Of paths, headers (`header x`) or `status`, `message`. */
  path: RegExp;
  reason: string;
}

/** Where the demo cloud is not like the recorded cloud, and why that is right or does not matter. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    name: /-placement-candidates@1\.10$/,
    path: /^message$/,
    reason: 'placement adds its JSON schema to the text, which nobody reads',
  },
  {
    name: /-glance-/,
    path: /^images\[\]\.(os_shutdown_timeout|os_command_line|kernel_id|ramdisk_id|owner_specified\..*)$/,
    reason: 'properties that the lab gave its images',
  },
  {
    name: /-placement-/,
    path: /^(allocations\[\]\.resources|usages\.unknown)\.DISK_GB$/,
    reason: "the flavors of the lab's libvirt driver have no disk, and placement leaves out what is none",
  },
];

/** Services and calls that the demo cloud does not speak, since nothing of Evenkeel asks them. */
export const NOT_SPOKEN: readonly { name: RegExp; reason: string }[] = [
  { name: /-neutron-/, reason: 'the demo cloud has no Neutron' },
  { name: /-tenant-usage@/, reason: 'the demo cloud keeps no usage records' },
];
