interface LoadBarProps {
  /** What is measured, for those who do not see the bar. */
  label: string;
  /** Fraction of capacity now; null where the cloud does not tell. */
  now: number | null;
  /** Fraction after a move. */
  after?: number | null;
  /** Overrides the percentage beside the bar. */
  text?: string;
}

/** Load as a bar; what a move would add stands in a lighter colour behind it. */
export function LoadBar({ label, now, after, text }: LoadBarProps) {
  if (now === null) return <span className="evenkeel-muted">not told</span>;
  const then = after ?? null;
  const words = text ?? (then === null ? percent(now) : `${percent(now)} → ${percent(then)}`);
  return (
    <span className="evenkeel-load">
      <svg
        className="evenkeel-load-bar"
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${words}`}
      >
        <rect className="evenkeel-load-track" width="100" height="8" rx="2" />
        {then !== null && (
          <rect className={`evenkeel-load-after ${levelOf(then)}`} width={widthOf(then)} height="8" rx="2" />
        )}
        <rect className={`evenkeel-load-now ${levelOf(now)}`} width={widthOf(now)} height="8" rx="2" />
      </svg>
      <span className="evenkeel-load-words" aria-hidden="true">
        {words}
      </span>
    </span>
  );
}

/** Used over total as a fraction; null where either is unknown. */
export function fractionOf(used: number | null, total: number | null): number | null {
  return used === null || total === null || total <= 0 ? null : used / total;
}

const percent = (fraction: number) => `${Math.round(fraction * 100)} %`;
const widthOf = (fraction: number) => Math.min(100, Math.max(0, fraction * 100));
const levelOf = (fraction: number) =>
  fraction > 0.95 ? 'evenkeel-level-high' : fraction > 0.8 ? 'evenkeel-level-raised' : '';
