/** Pages by key: the next page begins after the last row of this one, whatever arrives meanwhile. */
import { type RawBuilder, sql } from 'kysely';

/** One column of a sort order. `pattern` is what its text in a cursor may look like. */
export interface SortKey {
  column: RawBuilder<unknown>;
  type: 'timestamptz' | 'text' | 'int8' | 'uuid';
}

export class BadCursor extends Error {
  override name = 'BadCursor';
}

const PATTERNS: Record<SortKey['type'], RegExp> = {
  timestamptz: /^(infinity|[12]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)*)$/,
  text: /^[^\0]*$/su,
  int8: /^-?\d{1,18}$/,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
};

/** The keys of a row as a JSON array of texts, exact to the microsecond: for `nextCursor`. */
export function keysColumn(keys: readonly SortKey[]): RawBuilder<unknown> {
  return sql`array[${sql.join(keys.map(({ column }) => sql`${column}::text`))}]`;
}

export function orderBy(keys: readonly SortKey[], order: 'asc' | 'desc'): RawBuilder<unknown> {
  const direction = order === 'desc' ? sql`desc` : sql`asc`;
  return sql.join(keys.map(({ column }) => sql`${column} ${direction}`));
}

/** The condition "after the cursor". Throws BadCursor for a cursor that is not of this order. */
export function afterCursor(
  cursor: string,
  name: string,
  keys: readonly SortKey[],
  order: 'asc' | 'desc',
): RawBuilder<unknown> {
  const [of, ...values] = decoded(cursor);
  const fits = keys.every(({ type }, place) => PATTERNS[type].test(values[place] ?? '\0'));
  if (of !== `${name} ${order}` || values.length !== keys.length || !fits) throw new BadCursor();
  const row = sql.join(keys.map(({ column }) => column));
  const last = sql.join(keys.map(({ type }, place) => sql`${values[place]}::${sql.raw(type)}`));
  return order === 'desc' ? sql`(${row}) < (${last})` : sql`(${row}) > (${last})`;
}

/** The cursor of what follows a row with these keys. */
export function cursorAfter(keys: readonly string[], name: string, order: 'asc' | 'desc'): string {
  return Buffer.from(JSON.stringify([`${name} ${order}`, ...keys])).toString('base64url');
}

function decoded(cursor: string): string[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.every((part) => typeof part === 'string')) return parsed;
  } catch {
    // Not of ours: said below.
  }
  throw new BadCursor();
}
