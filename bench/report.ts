/** The table that `npm run bench` prints. */
import { cpus } from 'node:os';
import { type Measurement, percentile } from './measure.ts';

export function report(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ what, times, peerOf }) => {
    const compared = measurements.find((one) => one.what === peerOf);
    const ratio = compared ? percentile(times, 50) / percentile(compared.times, 50) : null;
    return [
      peerOf ? `  peer: ${what}` : what,
      String(times.length),
      inWords(percentile(times, 50)),
      // Of a few, the 95th of 100 is but the slowest: that is what it is called then.
      times.length >= 20 ? inWords(percentile(times, 95)) : '',
      inWords(Math.max(...times)),
      ratio === null ? '' : `${ratio.toFixed(2)} ×`,
    ];
  });
  const titles = ['', 'n', 'p50', 'p95', 'slowest', 'peer/ours'];
  return [...aligned([titles, ...rows]), '', machine()].join('\n');
}

/** Lines of a table: the first column to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_title, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number),
      )
      .join('  ')
      .trimEnd(),
  );
}

function inWords(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

function machine(): string {
  const [first] = cpus();
  return `Node ${process.versions.node}, ${cpus().length} × ${first?.model ?? 'unknown processor'}.
The cloud is the demo cloud, on this machine: a real Nova answers more slowly, and every time that waits for it grows.`;
}
