import type { MoveSample } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import { curvesOf, frameOf, markOf, pathOf } from './copy-curve.ts';

const sample = (second: number, memory: number | null, disk: number | null): MoveSample => ({
  at: new Date(second * 1000).toISOString(),
  memoryTotalBytes: 100,
  memoryRemainingBytes: memory,
  memoryProcessedBytes: null,
  diskTotalBytes: null,
  diskRemainingBytes: disk,
  diskProcessedBytes: null,
});

test('memory and disk are lines of their own; what is not there makes none', () => {
  const onlyMemory = curvesOf([sample(0, 100, 0), sample(5, 40, 0), sample(10, null, null)]);
  expect(onlyMemory.map(({ kind, points }) => [kind, points.length])).toEqual([['Memory', 2]]);
  expect(curvesOf([sample(0, 100, 30)]).map(({ kind }) => kind)).toEqual(['Memory', 'Disk']);
  expect(curvesOf([])).toEqual([]);
});

test('all lines share one scale; the first moment is left, nothing left is at the bottom', () => {
  const curves = curvesOf([sample(10, 100, 50), sample(20, 50, 0), sample(30, 0, 0)]);
  const frame = frameOf(curves);
  expect(frame).toEqual({ fromMs: 10_000, toMs: 30_000, most: 100 });
  expect(curves.map((curve) => pathOf(curve, frame))).toEqual([
    'M0.00 0.00 L50.00 50.00 L100.00 100.00',
    'M0.00 50.00 L50.00 100.00 L100.00 100.00',
  ]);
});

test('a moment to be marked is inside the frame, though the last figure was earlier', () => {
  const curves = curvesOf([sample(10, 100, 0), sample(20, 50, 0)]);
  const frame = frameOf(curves, [30_000]);
  expect(frame).toEqual({ fromMs: 10_000, toMs: 30_000, most: 100 });
  expect(markOf(30_000, frame)).toBe('M100.00 0 V100');
});
