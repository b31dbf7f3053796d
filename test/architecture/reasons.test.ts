import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const RULES = 'packages/domain/src/verdict';
const files = [
  'packages/domain/src/obstacles.ts',
  'packages/domain/src/verdict.ts',
  ...readdirSync(join(ROOT, RULES))
    .filter((name) => !name.includes('test'))
    .map((name) => `${RULES}/${name}`),
  'packages/server/src/runner/preflight.ts',
  'packages/server/src/runner/verdicts-for-all.ts',
];
/** `error('code'`, and `code: 'code'` beside a severity. */
const CODE = /\b(?:error|warning|information)\(\s*'([a-z-]+)'|code: '([a-z-]+)',\s*severity/g;

/** Codes that are put together: `${resource}-short`. */
const TOGETHER = ['vcpus', 'pcpus', 'memory', 'disk', 'resource'].flatMap((name) => [
  `${name}-short`,
  `${name}-unknown`,
]);

test('every reason of a verdict is in docs/verdicts.md, and nothing else is', () => {
  const codes = new Set(
    files.flatMap((path) => [...read(path).matchAll(CODE)].map(([, called, written]) => called ?? written)),
  );
  for (const code of TOGETHER) codes.add(code);
  const rows = read('docs/verdicts.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const documented = rows.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, code]) => code),
  );
  expect(codes.size).toBeGreaterThan(50);
  expect([...new Set(documented)].sort()).toEqual([...codes].sort());
});
