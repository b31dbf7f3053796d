import { z } from 'zod';
import { HostMaintenance } from './maintenance.ts';

/**
 * A compute host: the `host` of a nova-compute service. Capacity is what placement gives out ((total - reserved) * allocation
 * ratio), as the scheduler counts; the hypervisor's own figures where placement does not tell, and null where nobody does.
 */
export const Host = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  providerId: z.string(),
  zone: z.string().nullable(),
  /** The operator's switch. */
  status: z.enum(['enabled', 'disabled']),
  /** Whether nova-compute reports. */
  state: z.enum(['up', 'down', 'unknown']),
  /** When it was seen to go down; null when it is not, or was down at the first look already. */
  downSince: z.string().nullable(),
  disabledReason: z.string().nullable(),
  hypervisorType: z.string().nullable(),
  hypervisorVersion: z.number().nullable(),
  vcpus: z.number().nullable(),
  vcpusUsed: z.number().nullable(),
  memoryMb: z.number().nullable(),
  memoryMbUsed: z.number().nullable(),
  diskGb: z.number().nullable(),
  diskGbUsed: z.number().nullable(),
  /** GiB the hypervisor can still promise to instances' disks (Nova's disk_available_least). */
  diskAvailableLeastGb: z.number().nullable(),
  instanceCount: z.number().int(),
  /** The maintenance that holds it; null when there is none. */
  maintenance: HostMaintenance.nullable(),
});
export type Host = z.infer<typeof Host>;
