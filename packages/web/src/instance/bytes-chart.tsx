import type { Move } from '@evenkeel/contract';
import { Content } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { formatBytes } from '../parts/bytes.ts';

interface Sample {
  /** Milliseconds. */
  at: number;
  remaining: number;
}

const FEWEST_SAMPLES = 3;
const MOST_SAMPLES = 600;

/** Bytes that remain over time, as seen while this page is open: a line that does not fall will not come to its end. */
export function BytesChart({ move: { progress, instanceName } }: { move: Move }) {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    const parts = [progress?.memoryRemainingBytes, progress?.diskRemainingBytes].filter(
      (part) => part != null,
    );
    if (parts.length === 0) return;
    const remaining = parts.reduce((sum, part) => sum + part, 0);
    setSamples((now) => [...now, { at: Date.now(), remaining }].slice(-MOST_SAMPLES));
  }, [progress]);
  if (samples.length < FEWEST_SAMPLES) return null;
  const most = Math.max(...samples.map(({ remaining }) => remaining), 1);
  const words = `Bytes left since this page was opened, ${formatBytes(most)} at most`;
  return (
    <figure>
      <svg
        className="evenkeel-chart"
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${instanceName}: ${words}`}
      >
        <path d={lineOf(samples, most)} />
      </svg>
      <Content component="small">{words}</Content>
    </figure>
  );
}

function lineOf(samples: readonly Sample[], most: number): string {
  const first = samples[0]?.at ?? 0;
  const span = Math.max(1, (samples.at(-1)?.at ?? 0) - first);
  const points = samples.map(({ at, remaining }) => {
    const x = (100 * (at - first)) / span;
    const y = 98 - (96 * remaining) / most;
    return `${x.toFixed(2)} ${y.toFixed(2)}`;
  });
  return `M${points.join(' L')}`;
}
