import { z } from 'zod';
import { textMap } from './schemas.ts';
import type { Aggregate, Flavor, PlacementInventory, Project, ServerGroup, Zone } from './types.ts';

/** Nova writes an unset swap as an empty string in old versions; sizes are MiB and GiB as the names say. */
export const flavorSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    vcpus: z.number(),
    ram: z.number(),
    disk: z.number(),
    extra_specs: textMap,
  })
  .transform(
    (flavor): Flavor => ({
      id: flavor.id,
      name: flavor.name,
      vcpus: flavor.vcpus,
      memoryMb: flavor.ram,
      diskGb: flavor.disk,
      extraSpecs: flavor.extra_specs,
    }),
  );

/** `policy` and `rules` from 2.64 on, a list of one `policies` before. */
export const serverGroupSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    policy: z.string().optional(),
    policies: z.array(z.string()).optional(),
    rules: z.object({ max_server_per_host: z.coerce.number().optional() }).optional(),
    members: z.array(z.string()),
  })
  .transform(
    (group): ServerGroup => ({
      id: group.id,
      name: group.name,
      policy: group.policy ?? group.policies?.[0] ?? 'none',
      maxServerPerHost: group.rules?.max_server_per_host ?? null,
      members: group.members,
    }),
  );

export const aggregateSchema = z
  .object({
    id: z.number(),
    name: z.string(),
    availability_zone: z.string().nullable(),
    hosts: z.array(z.string()),
    metadata: z.record(z.string(), z.string()),
  })
  .transform(
    (aggregate): Aggregate => ({
      id: aggregate.id,
      name: aggregate.name,
      zone: aggregate.availability_zone,
      hosts: aggregate.hosts,
      metadata: aggregate.metadata,
    }),
  );

export const zoneSchema = z
  .object({ zoneName: z.string(), zoneState: z.object({ available: z.boolean() }) })
  .transform((zone): Zone => ({ name: zone.zoneName, available: zone.zoneState.available }));

export const projectSchema: z.ZodType<Project> = z.object({ id: z.string(), name: z.string() });

const inventoriesSchema = z.object({
  inventories: z.record(
    z.string(),
    z.object({ total: z.number(), reserved: z.number(), allocation_ratio: z.number() }),
  ),
});
const usagesSchema = z.object({ usages: z.record(z.string(), z.number()) });

const traitsSchema = z.object({ traits: z.array(z.string()) });

export const placementSchemas = {
  inventories: inventoriesSchema,
  usages: usagesSchema,
  traits: traitsSchema,
};

export const extraSpecsSchema = z.object({ extra_specs: z.record(z.string(), z.string()) });

/** Both answers of placement about one host as one row for each resource class. */
export function joinPlacement(
  { inventories }: z.infer<typeof inventoriesSchema>,
  { usages }: z.infer<typeof usagesSchema>,
): PlacementInventory[] {
  return Object.entries(inventories).map(([resourceClass, inventory]) => ({
    resourceClass,
    total: inventory.total,
    reserved: inventory.reserved,
    allocationRatio: inventory.allocation_ratio,
    used: usages[resourceClass] ?? 0,
  }));
}
