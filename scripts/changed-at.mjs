import { readdirSync, statSync } from 'node:fs';

/** Milliseconds since 1970; of a folder the newest of what is in it; 0 when there is none. */
export function changedAt(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changedAt(`${path}/${name}`)));
}
