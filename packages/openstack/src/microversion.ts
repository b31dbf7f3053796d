/** `2.93` as [2, 93]: compared by number, because 2.9 comes before 2.10. Throws on anything else. */
function partsOf(version: string): [number, number] {
  const match = /^(\d+)\.(\d+)$/.exec(version);
  if (!match) throw new TypeError(`"${version}" is not a microversion such as 2.93`);
  return [Number(match[1]), Number(match[2])];
}

/** Negative when `left` is the older microversion, 0 when they are equal. */
export function compareMicroversions(left: string, right: string): number {
  const [leftMajor, leftMinor] = partsOf(left);
  const [rightMajor, rightMinor] = partsOf(right);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}

/** The version to ask for in one call: what the call wants, or the newest that the cloud has. */
export function negotiate(wanted: string, maximum: string): string {
  return compareMicroversions(wanted, maximum) <= 0 ? wanted : maximum;
}

/** Both spellings: clouds before 2.27 know only the second. */
export function microversionHeaders(version: string): Record<string, string> {
  return { 'openstack-api-version': `compute ${version}`, 'x-openstack-nova-api-version': version };
}
