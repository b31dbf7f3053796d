/**
 * Whether a Nova whose newest microversion is `version` has 2.`minor`; by number, as 2.9 comes before 2.24.
 * Not so when the version is not known.
 */
export function reaches(version: string | null, minor: number): boolean {
  const [major = 0, ownMinor = 0] = (version ?? '0.0').split('.').map(Number);
  return major > 2 || (major === 2 && ownMinor >= minor);
}

/** For the beginning of a sentence. */
export function novaInWords(version: string | null): string {
  return version === null ? 'This cloud, whose version is not known,' : `This cloud (Nova ${version})`;
}
