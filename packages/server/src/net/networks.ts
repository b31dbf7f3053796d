/**
 * Which addresses the server may speak to when somebody else chose the address. A server that fetches what it is told
 * can be told to fetch what only it can reach: the metadata of its own machine (keys of the cloud it runs in), services
 * that listen on loopback alone. An OpenStack usually stands in a private network, so private ranges are allowed.
 */
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Plain values: they are copied from thread to thread. */
export interface Networks {
  /** Addresses and CIDR ranges that are allowed whatever the rules say (EVENKEEL_ALLOW_NETWORKS). */
  allowed: string[];
  /** Loopback is allowed, as the demo cloud needs it. */
  loopback: boolean;
  /** Where Evenkeel itself listens: never allowed on an address of this machine. Null before it listens. */
  ownPort: number | null;
}

/** For those who look for what they may not have: metadata services of the usual clouds, and the link itself. */
const NEVER = listOf([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '224.0.0.0/3',
  '::',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254',
  'fd20:ce::254',
  '64:ff9b:1::/48',
]);
const LOOPBACK = listOf(['127.0.0.0/8', '::1']);

/**
 * IPv4 in disguise: translated (64:ff9b::/96, ::ffff:0:0:0/96) and tunnelled (2002::/16) addresses end at the IPv4 address
 * in them. Where it stands in a local prefix (64:ff9b:1::/48) each network says for itself (RFC 6052): nobody knows.
 */
const TRANSLATED = listOf(['64:ff9b::/96', '::ffff:0:0:0/96']);
const TUNNELLED = listOf(['2002::/16']);

/**
 * Why this address is not spoken to, as the end of a sentence; null when it may be.
 * @param address of either family, without brackets.
 */
export function refusalOf(address: string, port: number, networks: Networks): string | null {
  const plain = address.split('%', 1)[0] as string;
  if (isIP(plain) === 0) return 'is no address';
  const faces = [plain, ...embedded(plain)];
  const within = (list: BlockList) => faces.some((face) => list.check(face, familyOf(face)));
  if (port === networks.ownPort && (within(LOOPBACK) || within(ownAddresses()))) return 'is Evenkeel itself';
  if (faces.some((face) => listOf(networks.allowed).check(face, familyOf(face)))) return null;
  if (within(NEVER)) return 'belongs to the link of the machine or to the metadata service of a cloud';
  if (within(LOOPBACK) && !networks.loopback) return 'is the machine on which Evenkeel runs';
  return null;
}

/** Whether each of these is an address or a CIDR range; the first that is not, else null. */
export function firstNoNetwork(networks: readonly string[]): string | null {
  return networks.find((network) => !isNetwork(network)) ?? null;
}

/** @param networks addresses and CIDR ranges that are such. */
export function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string | undefined];
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function isNetwork(text: string): boolean {
  const [address, bits, ...more] = text.split('/') as [string, string | undefined];
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] as number;
  return (
    longest > 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest))
  );
}

function ownAddresses(): BlockList {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return listOf([...own.map(({ address }) => address.split('%', 1)[0] as string), '0.0.0.0', '::']);
}

function embedded(address: string): string[] {
  if (isIP(address) !== 6) return [];
  const groups = groupsOf(address);
  const dotted = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const mapped =
    groups.slice(0, 5).every((group) => group === 0) && [0, 0xffff].includes(groups[5] as number);
  if ((mapped && groups[6] !== 0) || TRANSLATED.check(address, 'ipv6'))
    return [dotted(groups[6] as number, groups[7] as number)];
  if (TUNNELLED.check(address, 'ipv6')) return [dotted(groups[1] as number, groups[2] as number)];
  return [];
}

/** The eight numbers of an IPv6 address, however it is written: the URL parser knows every way. */
function groupsOf(address: string): number[] {
  const written = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head, tail] = written.split('::') as [string, string | undefined];
  const numbers = (part: string | undefined) =>
    part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [];
  const [first, last] = [numbers(head), numbers(tail)];
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
