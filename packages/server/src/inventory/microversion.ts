import { compareMicroversions } from '@evenkeel/openstack';

/** Whether a cloud's newest microversion is this one or a newer; a Nova before 2.1 names none. */
export function isAtLeast(maximum: string, wanted: string): boolean {
  return maximum !== '' && compareMicroversions(maximum, wanted) >= 0;
}
