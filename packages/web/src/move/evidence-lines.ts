/** Said in words elsewhere on the page, or known of the cloud before anything was asked. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'kind',
  'reason',
  'nextStep',
  'cloudMessage',
  'about',
  'known_request_ids',
  'known_migration_id',
]);

/**
 * What was seen, of any form, as short lines: the plain values of a thing in one line (`record: error · server: ACTIVE`),
 * each thing in it in lines of its own. What was not known is left out, and no line stands twice.
 */
export function factsOf(evidence: unknown): string[] {
  if (evidence === null || evidence === undefined) return [];
  if (typeof evidence !== 'object') return [String(evidence)];
  if (Array.isArray(evidence)) return [...new Set(evidence.flatMap(factsOf))];
  const known = Object.entries(evidence).filter(
    ([name, value]) => value !== null && value !== '' && !LEFT_OUT.has(name),
  );
  const plain = known.filter(([, value]) => typeof value !== 'object');
  const nested = known.filter(([, value]) => typeof value === 'object');
  const own = plain.map(([name, value]) => `${inWords(name)}: ${value}`).join(' · ');
  const lines = [own, ...nested.flatMap(([, value]) => factsOf(value))];
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** `requestId` and `request_id` as `request id`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ');
}
