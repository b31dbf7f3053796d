import type { RunProbe } from '@evenkeel/contract';
import { DomainRefusal } from '../runner/refusal.ts';
import { addressesToTry } from './addresses.ts';

/**
 * Throws DomainRefusal for an address that is not the instance's own: nobody shall have the server knock at a machine of
 * their choice. What is to be probed is looked up once more when the move begins.
 */
export function refuseProbe(
  probe: RunProbe | null,
  instances: readonly { name: string; ip_addresses: string[] }[],
): void {
  const address = probe === null || probe.kind === 'none' ? undefined : probe.address;
  if (address === undefined) return;
  const [instance] = instances;
  if (!instance || instances.length > 1) {
    const nextStep = 'Leave the address out: then the first address of each instance that answers is taken.';
    throw new DomainRefusal(400, 'probe-address', 'Several instances can not have one address.', {
      nextStep,
    });
  }
  // Which of the two it is, a demo cloud or a real one, is asked when the move begins.
  if ([true, false].some((demo) => addressesToTry(instance.ip_addresses, address, demo).length > 0)) return;
  const own = instance.ip_addresses.join(', ') || 'none';
  throw new DomainRefusal(
    400,
    'probe-address',
    `${address} is not an address of ${instance.name} that can be probed.`,
    {
      nextStep: `Its addresses: ${own}. Or leave the address out.`,
    },
  );
}
