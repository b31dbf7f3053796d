/**
 * What two JSON answers have in common when their values are forgotten: which keys there are at each path, always or
 * sometimes, and which kinds of values. `servers[].flavor.ram` stands for that key in every element of the list.
 */
export interface Shape {
  /** Path to how many parents have the key, out of how many parents there were. */
  keys: Map<string, { present: number; parents: number; parent: string }>;
  /** Path to the kinds of its values; null says nothing and is left out. */
  kinds: Map<string, Set<string>>;
  /** Lists that had no element, and objects whose keys are data and that had none: nothing is known below. */
  empty: Set<string>;
  /** Those that had some. */
  lists: Set<string>;
}

/** `dataKeyed` are the paths of objects whose keys are data (uuids, names): their values are taken as a list. */
export function shapeOf(value: unknown, dataKeyed: readonly string[]): Shape {
  const shape: Shape = { keys: new Map(), kinds: new Map(), empty: new Set(), lists: new Set() };
  const parents = new Map<string, Record<string, unknown>[]>();
  walk(value, '', dataKeyed, shape, parents);
  for (const [path, objects] of parents) {
    for (const key of new Set(objects.flatMap((each) => Object.keys(each)))) {
      const present = objects.filter((each) => Object.hasOwn(each, key)).length;
      shape.keys.set(join(path, key), { present, parents: objects.length, parent: path });
    }
  }
  return shape;
}

function walk(
  value: unknown,
  path: string,
  dataKeyed: readonly string[],
  shape: Shape,
  parents: Map<string, Record<string, unknown>[]>,
): void {
  if (value === null || value === undefined) return;
  const isData = dataKeyed.includes(path);
  if (Array.isArray(value) || (isData && typeof value === 'object')) {
    const elements = Object.values(value);
    (elements.length === 0 ? shape.empty : shape.lists).add(`${path}[]`);
    for (const element of elements) walk(element, `${path}[]`, dataKeyed, shape, parents);
    return;
  }
  const kinds = shape.kinds.get(path) ?? new Set();
  shape.kinds.set(path, kinds.add(typeof value));
  if (typeof value !== 'object') return;
  const object = value as Record<string, unknown>;
  parents.set(path, [...(parents.get(path) ?? []), object]);
  for (const [key, entry] of Object.entries(object)) walk(entry, join(path, key), dataKeyed, shape, parents);
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/**
 * Where the answers differ, one sentence each. A key that the one always has must be one that the other has at least
 * sometimes; nothing is said about what lies below an object or list that the other did not have or had empty.
 */
export function differences(real: Shape, demo: Shape, allowed: (path: string) => boolean): string[] {
  const found = [
    ...missing(real, demo).map((path) => [path, 'only the real answer has it']),
    ...missing(demo, real).map((path) => [path, 'only the demo cloud has it']),
    ...[...real.lists]
      .filter((path) => demo.empty.has(path) && !demo.lists.has(path))
      .map((path) => [path, 'empty here']),
    ...[...real.kinds]
      .filter(([path, kinds]) => demo.kinds.has(path) && !overlap(kinds, demo.kinds.get(path) ?? new Set()))
      .map(([path, kinds]) => [path, `${[...kinds]} there, ${[...(demo.kinds.get(path) ?? [])]} here`]),
  ] as [string, string][];
  return found.filter(([path]) => !allowed(path)).map(([path, text]) => `${path}: ${text}`);
}

function missing(one: Shape, other: Shape): string[] {
  return [...one.keys]
    .filter(
      ([path, { present, parents, parent }]) =>
        present === parents && other.kinds.get(parent)?.has('object') && !other.keys.has(path),
    )
    .map(([path]) => path);
}

const overlap = (one: Set<string>, other: Set<string>): boolean => [...one].some((kind) => other.has(kind));
