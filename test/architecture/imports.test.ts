import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Which of our packages each package's source may import. Only the server's wiring may import the demo cloud. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  domain: ['contract'],
  openstack: [],
  'demo-cloud': [],
  server: ['contract', 'domain', 'openstack', 'demo-cloud'],
  web: ['contract'],
  cli: ['contract'],
};

interface SourceFile {
  path: string;
  text: string;
}

function sourcesOf(packageName: string): SourceFile[] {
  const folder = join(root, 'packages', packageName, 'src');
  // A package that has no source yet breaks no rule.
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1] as string);
}

describe('who may import whom', () => {
  const packages = readdirSync(join(root, 'packages'));

  it('has a rule for every package', () => {
    expect(packages.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(Object.keys(MAY_IMPORT))('%s keeps to it', (packageName) => {
    const allowed = new Set(MAY_IMPORT[packageName]?.map((name) => `@evenkeel/${name}`));
    const offences = sourcesOf(packageName).flatMap(({ path, text }) =>
      importsOf(text)
        .filter((name) => name.startsWith('@evenkeel/') && !allowed.has(name))
        .map((name) => `${path} imports ${name}`),
    );
    expect(offences).toEqual([]);
  });

  it('keeps the rules pure: the domain imports nothing of Node and asks for no time', () => {
    const offences = sourcesOf('domain')
      .filter(
        ({ text }) =>
          importsOf(text).some((name) => name.startsWith('node:')) || /Date\.now|new Date\(\)/.test(text),
      )
      .map(({ path }) => path);
    expect(offences).toEqual([]);
  });

  it('keeps SQL in one place: only server/src/db imports kysely or pg', () => {
    const offences = packages
      .flatMap(sourcesOf)
      .filter(({ path }) => !path.startsWith('packages/server/src/db/'))
      .filter(({ text }) => importsOf(text).some((name) => name === 'kysely' || name === 'pg'))
      .map(({ path }) => path);
    expect(offences).toEqual([]);
  });

  it('sees imports at all', () => {
    expect(importsOf("import { z } from 'zod';\nexport * from './a.ts';")).toEqual(['zod', './a.ts']);
  });
});
