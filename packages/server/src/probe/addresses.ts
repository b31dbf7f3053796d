/** Which addresses the server may knock at: an instance's own, and none that is the server itself or its neighbours' link. */
import { BlockList, isIP, isIPv6 } from 'node:net';

/** More of one instance are not tried. */
const MOST = 4;

const NEVER = new BlockList();
NEVER.addSubnet('0.0.0.0', 8);
NEVER.addSubnet('169.254.0.0', 16);
NEVER.addSubnet('224.0.0.0', 3);
NEVER.addAddress('::', 'ipv6');
NEVER.addSubnet('fe80::', 10, 'ipv6');
NEVER.addSubnet('ff00::', 8, 'ipv6');

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * The addresses to try, in the order in which the cloud tells them.
 * @param own all addresses of the instance. In a cloud the users give them out, so they prove nothing.
 * @param wanted one of them; none at all is given when it is not.
 * @param demo a demo cloud makes its addresses up, and on the network they may be anybody's: only loopback is tried.
 */
export function addressesToTry(own: readonly string[], wanted: string | null, demo: boolean): string[] {
  const allowed = own.filter((address) => {
    if (isIP(address) === 0 || address.includes('%')) return false;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    return !NEVER.check(address, family) && LOOPBACK.check(address, family) === demo;
  });
  return allowed.filter((address) => wanted === null || address === wanted).slice(0, MOST);
}
