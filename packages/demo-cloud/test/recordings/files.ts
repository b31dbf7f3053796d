import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One real answer, as the lab's record.py wrote it. */
export interface Recording {
  /** Such as `055-server@2.93`. */
  name: string;
  request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body: unknown;
  };
  response: { status: number; headers: Record<string, string>; body: unknown };
}

const FOLDER = fileURLToPath(new URL('../../../../../shared/lab/recordings/', import.meta.url));

export const drivers: readonly string[] = existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];

/** In the order in which they were made: together they tell a story, which a replay must follow. */
export function recordingsOf(driver: string): Recording[] {
  return readdirSync(`${FOLDER}${driver}`)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      ...JSON.parse(readFileSync(`${FOLDER}${driver}/${file}`, 'utf8')),
    }));
}
