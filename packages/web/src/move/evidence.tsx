/** What was seen, as it was kept: names and values, whatever they are. Nothing is shown of what was not known. */
export function Evidence({ of: evidence }: { of: unknown }) {
  const facts = factsOf(evidence);
  if (facts.length === 0) return null;
  return (
    <dl className="evenkeel-evidence">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{inWords(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf(evidence: unknown): [string, string][] {
  if (evidence === null || evidence === undefined) return [];
  if (typeof evidence !== 'object') return [['seen', String(evidence)]];
  return Object.entries(evidence).flatMap(([name, value]): [string, string][] =>
    value === null || value === ''
      ? []
      : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
  );
}

/** `requestId` as `request id`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ');
}
