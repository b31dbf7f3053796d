/** Values for a JSON schema: such as fit it, and such as nearly do. */
import fc from 'fast-check';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

export interface Surroundings {
  /** The named schemas of the document. */
  schemas: Record<string, Schema>;
  /** Names and ids that there are, so that some requests get far. */
  known: string[];
}

const DEEPEST = 6;

/** What scanners send, and what has broken programs before. */
export const NASTY_TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\u202e',
    '💥',
    'İ',
    '%00',
    '%2e%2e%2f',
    '../../etc/passwd',
    '\r\nX-Made-Up: 1',
  ],
  ...[
    "' or 1=1 --",
    '"; drop table providers; --',
    '${7*7}',
    '{{7*7}}',
    '$(id)',
    '<script>alert(1)</script>',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', '-0', '1e999'],
  ...[
    '9007199254740993',
    '2147483648',
    '99999999999999999999',
    '-1',
    '0x10',
    '1970-01-01',
    '275761-01-01T00:00:00Z',
  ],
  ...['(a+)+$', '('.repeat(60), '%', '_', '\\', 'x'.repeat(70_000)],
];

const URLS = [
  ...[
    'http://127.0.0.1:1/',
    'http://[::1]/',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'http://a@b/',
  ],
  ...['https://nowhere.invalid/v3', 'http://localhost:1/', 'javascript:alert(1)', 'http://'],
];

export function fitting(schema: Schema, around: Surroundings, depth = 0): fc.Arbitrary<unknown> {
  const inner = (one: Schema) => fitting(one, around, depth + 1);
  if (depth > DEEPEST) return fc.constant(null);
  if (schema.$ref) return inner(around.schemas[schema.$ref.split('/').at(-1) as string] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(inner));
  if (schema.allOf)
    return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...(parts as object[])));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return textFor(schema, around);
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, -1000),
        max: Math.min(schema.maximum ?? 1000, 1000),
      });
    case 'number': {
      // Whole ones for the most part, where there are any between.
      const [least, most] = [schema.minimum ?? 0, schema.maximum ?? 1000];
      const any = fc.double({ min: least, max: most, noNaN: true });
      const [low, high] = [Math.ceil(least), Math.floor(most)];
      return low <= high ? fc.oneof(fc.integer({ min: low, max: high }), any) : any;
    }
    case 'boolean':
      return fc.boolean();
    case 'array': {
      const [minLength, maxLength] = [schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)];
      return fc.array(inner(schema.items ?? {}), { minLength, maxLength: Math.max(minLength, maxLength) });
    }
    case 'object':
      return objectFor(schema, inner);
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function textFor(schema: Schema, { known }: Surroundings): fc.Arbitrary<string> {
  if (schema.format === 'uuid' || schema.format === 'guid')
    return fc.oneof(fc.constantFrom(...known), fc.uuid());
  if (schema.format === 'date-time') return fc.constantFrom('2026-11-24T12:00:00Z', '2026-02-29T00:00:00Z');
  const { minLength = 0, maxLength = 40 } = schema;
  const longest = Math.min(maxLength, Math.max(minLength, 40));
  return fc.oneof(
    fc.constantFrom(...known),
    fc.string({ minLength, maxLength: longest }),
    fc.constantFrom('* * * * *', 'PT1H', 'a-name', ...URLS),
  );
}

function objectFor(schema: Schema, inner: (one: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const entries = Object.entries(schema.properties ?? {});
  const { additionalProperties: more } = schema;
  if (entries.length === 0 && typeof more === 'object')
    return fc.dictionary(fc.string({ maxLength: 8 }), inner(more), { maxKeys: 3 });
  const requiredKeys = entries.map(([name]) => name).filter((name) => schema.required?.includes(name));
  return fc.record(Object.fromEntries(entries.map(([name, one]) => [name, inner(one)])), { requiredKeys });
}

const nasty = fc.oneof(
  fc.constantFrom<unknown>(...NASTY_TEXTS, null, true, -1, 1.5, 1e308, 2 ** 53, [], {}, [[[]]], {
    length: -1,
  }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** JSON, as text: a value that fits with one thing in it replaced, added or taken away; sometimes no JSON at all. */
export function broken(fits: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const replaced = fc
    .tuple(fits, fc.nat(), nasty)
    .map(([value, at, bad]) => text(withReplaced(value, at, bad)));
  const added = fc
    .tuple(fits, fc.constantFrom('__proto__', 'constructor', 'prototype', 'x', ''))
    .map(([value, key]) => {
      const whole = text(value);
      return whole.endsWith('}') && whole !== '{}'
        ? `${whole.slice(0, -1)},"${key}":{"role":"owner","then":1}}`
        : whole;
    });
  const cut = fc
    .tuple(fits, fc.nat())
    .map(([value, at]) => text(value).slice(0, at % (text(value).length + 1)));
  const deep = fc.constantFrom(
    '['.repeat(20_000),
    '{"a":'.repeat(5_000),
    `[${'0,'.repeat(60_000)}0]`,
    'null',
    '"',
    '\u0000',
  );
  return fc.oneof({ weight: 5, arbitrary: replaced }, added, cut, deep);
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** The n-th of all places in the value, counted through, holds `bad`. */
function withReplaced(value: unknown, at: number, bad: unknown): unknown {
  const copy = { whole: structuredClone(value) };
  const places: [Record<string, unknown>, string][] = [];
  const visit = (holder: Record<string, unknown>) => {
    for (const key of Object.keys(holder)) {
      places.push([holder, key]);
      if (typeof holder[key] === 'object' && holder[key] !== null)
        visit(holder[key] as Record<string, unknown>);
    }
  };
  visit(copy);
  const [holder, key] = places[at % places.length] as (typeof places)[0];
  holder[key] = bad;
  return copy.whole;
}
