import { factsOf } from './evidence-lines.ts';

/** What was seen, as it was kept, in one line for each thing. */
export function Evidence({ of: evidence }: { of: unknown }) {
  const lines = factsOf(evidence);
  if (lines.length === 0) return null;
  return (
    <ul className="evenkeel-evidence">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
