import type { RunCounts } from '@evenkeel/contract';
import './run.css';
import { countsInWords, STANDINGS, totalOf } from './run-words.ts';

/** How much is done, under way and to come, as one bar, with its words below. */
export function CountsBar({ counts, label }: { counts: RunCounts; label: string }) {
  const total = Math.max(1, totalOf(counts));
  let before = 0;
  return (
    <div className="evenkeel-counts">
      <svg
        className="evenkeel-counts-bar"
        viewBox={`0 0 ${total} 10`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${countsInWords(counts)}`}
      >
        {STANDINGS.map(({ standing }) => {
          const x = before;
          before += counts[standing];
          return counts[standing] === 0 ? null : (
            <rect
              key={standing}
              className={`evenkeel-standing-${standing}`}
              x={x}
              width={counts[standing]}
              height="10"
            />
          );
        })}
      </svg>
      <span className="evenkeel-muted" aria-hidden="true">
        {countsInWords(counts)}
      </span>
    </div>
  );
}
