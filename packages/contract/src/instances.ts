import { z } from 'zod';
import { Move } from './moves.ts';

/** The words of the page: `on` is what the console shows as *On*. */
export const PowerState = z.enum([
  'on',
  'off',
  'paused',
  'suspended',
  'shelved',
  'migrating',
  'rebooting',
  'building',
  'error',
  'unknown',
]);
export type PowerState = z.infer<typeof PowerState>;

export const Instance = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  providerId: z.string(),
  zone: z.string().nullable(),
  /** Null where the cloud does not show it to us. */
  host: z.string().nullable(),
  /** Nova's status: ACTIVE, SHUTOFF, MIGRATING, … */
  status: z.string(),
  powerState: PowerState,
  vmState: z.string().nullable(),
  taskState: z.string().nullable(),
  flavor: z.string().nullable(),
  vcpus: z.number().nullable(),
  memoryMb: z.number().nullable(),
  diskGb: z.number().nullable(),
  ipAddresses: z.array(z.string()),
  projectId: z.string().nullable(),
  project: z.string().nullable(),
  locked: z.boolean(),
  createdAt: z.string().nullable(),
  updatedAt: z.string().nullable(),
  /** Why Migrate is not offered, in a sentence; null when it is. */
  migrateDisabledReason: z.string().nullable(),
  /** The move under way, or the last one that ended; null when there was none. */
  move: Move.nullable(),
});
export type Instance = z.infer<typeof Instance>;

export const InstanceSort = z.enum([
  'name',
  'powerState',
  'host',
  'provider',
  'zone',
  'flavor',
  'project',
  'status',
  'taskState',
]);

export const InstanceQuery = z.object({
  /** Provider id. */
  provider: z.string().optional(),
  /** Zone name; the empty string is "No Availability Zone". */
  zone: z.string().optional(),
  host: z.string().optional(),
  powerState: PowerState.optional(),
  /** Part of a name, id, address, host or project, in any case. */
  search: z.string().max(200).optional(),
  sort: InstanceSort.default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(1000).default(20),
});
export type InstanceQuery = z.infer<typeof InstanceQuery>;

export const InstancePage = z.object({
  items: z.array(Instance),
  total: z.number().int(),
  page: z.number().int(),
  pageSize: z.number().int(),
});
export type InstancePage = z.infer<typeof InstancePage>;
