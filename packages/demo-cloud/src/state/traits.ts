import type { Host, Instance } from './model.ts';

const COMMON = ['COMPUTE_NODE', 'HW_CPU_X86_AVX2', 'HW_CPU_X86_AESNI', 'COMPUTE_VOLUME_ATTACH'];

/** What a host has in placement. A disabled one carries a trait that keeps it out of schedules. */
export function traitsOf({ traits, disabledTrait }: Host): string[] {
  return [...COMMON, ...traits, ...(disabledTrait ? ['COMPUTE_STATUS_DISABLED'] : [])];
}

/** `trait:NAME` of the flavor, `required` or `forbidden` (nova/scheduler/utils.py ResourceRequest). */
export function traitsSuit({ flavor }: Instance, host: Host): boolean {
  const wanted = Object.entries(flavor.extraSpecs).filter(([key]) => key.startsWith('trait:'));
  if (wanted.length === 0) return true;
  const present = new Set(traitsOf(host));
  return wanted.every(([key, value]) => present.has(key.slice('trait:'.length)) === (value === 'required'));
}
