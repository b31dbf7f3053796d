const STEPS: readonly [number, string][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
];

/** A span in its largest whole unit: `45 seconds`, `1 hour`. */
export function agoInWords(milliseconds: number): string {
  const [unitMs, unit] = STEPS.find(([size]) => milliseconds >= size) ?? [1_000, 'second'];
  const count = Math.floor(milliseconds / unitMs);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
