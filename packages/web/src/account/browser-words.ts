// In this order: each of these calls itself by the names of those below it, too.
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
  ['curl/', 'curl'],
] as const;
const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/** A browser in two words, such as `Firefox, Linux`; the first of its own words where it is none that we know. */
export function browserWords(userAgent: string | null): string {
  if (userAgent === null) return 'unknown';
  const find = (table: readonly (readonly [string, string])[]) =>
    table.find(([sign]) => userAgent.includes(sign))?.[1];
  const known = [find(BROWSERS), find(SYSTEMS)].filter((word) => word !== undefined);
  return known.length > 0 ? known.join(', ') : userAgent.slice(0, 40);
}
