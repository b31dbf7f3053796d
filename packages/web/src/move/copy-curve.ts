import type { MoveSample } from '@evenkeel/contract';

/** One line of the curve: what remained at each moment at which the cloud said so. */
export interface Curve {
  kind: 'Memory' | 'Disk';
  points: { atMs: number; bytes: number }[];
}

export interface CurveFrame {
  fromMs: number;
  toMs: number;
  /** The top of the scale, in bytes. */
  most: number;
}

/** Memory and disk apart; what was never told of, or was nothing all along, makes no line. */
export function curvesOf(samples: readonly MoveSample[]): Curve[] {
  const curve = (kind: Curve['kind'], of: (sample: MoveSample) => number | null): Curve => ({
    kind,
    points: samples.flatMap((sample) => {
      const bytes = of(sample);
      return bytes === null ? [] : [{ atMs: Date.parse(sample.at), bytes }];
    }),
  });
  return [
    curve('Memory', ({ memoryRemainingBytes }) => memoryRemainingBytes),
    curve('Disk', ({ diskRemainingBytes }) => diskRemainingBytes),
  ].filter(({ points }) => points.some(({ bytes }) => bytes > 0));
}

/** The span of time and the scale that hold all curves, and the moments that are to be marked. */
export function frameOf(curves: readonly Curve[], marks: readonly number[] = []): CurveFrame {
  const points = curves.flatMap((curve) => curve.points);
  const times = [...points.map(({ atMs }) => atMs), ...marks];
  const fromMs = Math.min(...times);
  return {
    fromMs,
    toMs: Math.max(...times, fromMs + 1),
    most: Math.max(1, ...points.map(({ bytes }) => bytes)),
  };
}

/** A line from top to bottom at a moment, in the same box. */
export function markOf(atMs: number, { fromMs, toMs }: CurveFrame): string {
  return `M${((100 * (atMs - fromMs)) / (toMs - fromMs)).toFixed(2)} 0 V100`;
}

/** An SVG path in a box of 100 by 100. */
export function pathOf({ points }: Curve, { fromMs, toMs, most }: CurveFrame): string {
  const place = ({ atMs, bytes }: Curve['points'][number]) =>
    `${((100 * (atMs - fromMs)) / (toMs - fromMs)).toFixed(2)} ${(100 - (100 * bytes) / most).toFixed(2)}`;
  return `M${points.map(place).join(' L')}`;
}
