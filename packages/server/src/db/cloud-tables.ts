/** The tables of what was observed of the clouds, as types. */
import type { Probe } from '@evenkeel/contract';
import type { ColumnType, Generated } from 'kysely';
import type { GeneratedTime, Json, NullableTime, TextMap, Time } from './columns.ts';

export interface ProvidersTable {
  id: Generated<string>;
  name: string;
  region: string | null;
  auth_url: string;
  demo: Generated<boolean>;
  settings: Json<Record<string, unknown>>;
  secret: Buffer;
  health: Generated<'unknown' | 'ok' | 'slow' | 'down' | 'refused'>;
  health_message: string | null;
  last_good_at: NullableTime;
  compute_version: string | null;
  /** A part of the hosts was once lost and the rest was not. */
  several_cells: Generated<boolean>;
  probe: ColumnType<Probe | null, string | null | undefined, string | null>;
  per_source_host: Generated<number>;
  at_once: Generated<number>;
  link_gbps: Generated<number>;
  seconds_per_move: Generated<number>;
  observe_cursor: NullableTime;
  full_pass_at: NullableTime;
  /** Every move that ended by then is counted in the placement of the hosts' rows. */
  hosts_read_at: NullableTime;
  lease_owner: string | null;
  lease_until: NullableTime;
  created_at: GeneratedTime;
}

export interface ZonesTable {
  provider_id: string;
  name: string;
  available: boolean;
}

export interface HostsTable {
  provider_id: string;
  name: string;
  service_id: string;
  hypervisor_id: string | null;
  hypervisor_hostname: string | null;
  zone: string | null;
  status: 'enabled' | 'disabled';
  state: 'up' | 'down' | 'unknown';
  disabled_reason: string | null;
  forced_down: Generated<boolean>;
  hypervisor_type: string | null;
  hypervisor_version: number | null;
  vcpus: number | null;
  vcpus_used: number | null;
  memory_mb: number | null;
  memory_mb_used: number | null;
  disk_gb: number | null;
  disk_gb_used: number | null;
  disk_available_least_gb: number | null;
  /** openstack's `Hypervisor.cpuInfo`. */
  cpu_info: Json<{
    arch: string | null;
    vendor: string | null;
    model: string | null;
    features: string[];
  } | null>;
  /** openstack's `PlacementInventory[]`. */
  placement: Json<
    { resourceClass: string; total: number; reserved: number; allocationRatio: number; used: number }[] | null
  >;
  /** The host's own traits in placement. */
  traits: ColumnType<string[] | null, string[] | null | undefined, string[] | null>;
  observed_at: Time;
}

export interface FlavorsTable {
  provider_id: string;
  id: string;
  name: string;
  vcpus: number;
  memory_mb: number;
  disk_gb: number;
  extra_specs: TextMap;
}

export interface ServerGroupsTable {
  provider_id: string;
  id: string;
  name: string;
  policy: string;
  max_server_per_host: number | null;
  members: string[];
}

export interface AggregatesTable {
  provider_id: string;
  id: number;
  name: string;
  zone: string | null;
  hosts: string[];
  metadata: Json<Record<string, string>>;
}

export interface ProjectsTable {
  provider_id: string;
  id: string;
  name: string;
}

export interface InstancesTable {
  provider_id: string;
  id: string;
  name: string;
  status: string;
  power_state: string;
  vm_state: string | null;
  task_state: string | null;
  host: string | null;
  hypervisor_hostname: string | null;
  zone: string | null;
  pinned_zone: string | null;
  project_id: string | null;
  user_id: string | null;
  progress: number | null;
  locked: Generated<boolean>;
  flavor_id: string | null;
  flavor: string | null;
  vcpus: number | null;
  memory_mb: number | null;
  disk_gb: number | null;
  ephemeral_gb: number | null;
  swap_mb: number | null;
  image_id: string | null;
  extra_specs: TextMap;
  image_properties: TextMap;
  volume_ids: Generated<string[]>;
  ip_addresses: Generated<string[]>;
  fault_message: string | null;
  created_at: NullableTime;
  updated_at: NullableTime;
  launched_at: NullableTime;
  observed_at: Time;
}

export interface MigrationsTable {
  provider_id: string;
  id: number;
  uuid: string | null;
  instance_id: string;
  status: string;
  source_host: string | null;
  destination_host: string | null;
  created_at: Time;
  updated_at: NullableTime;
  memory_total_bytes: number | null;
  memory_processed_bytes: number | null;
  memory_remaining_bytes: number | null;
  disk_total_bytes: number | null;
  disk_processed_bytes: number | null;
  disk_remaining_bytes: number | null;
  observed_at: Time;
}
