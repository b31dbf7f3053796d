import type { AggregateFacts } from '../facts.ts';

/** What the aggregates of a host ask of instances, put together. */
export interface AggregateMetadata {
  /** Every value by key; a value with commas is several (nova/scheduler/filters/utils.py). */
  values: ReadonlyMap<string, ReadonlySet<string>>;
  /** The projects they are for (`filter_tenant_id`, also with something after it); empty when for all. */
  projects: ReadonlySet<string>;
  /** Those for whoever asks for a trait alone (`trait:NAME=required`). */
  isolated: readonly { name: string; traits: readonly string[] }[];
}

/** Hosts with the same aggregates share the list, so it is read once. */
const known = new WeakMap<readonly AggregateFacts[], AggregateMetadata>();

export function metadataOf(aggregates: readonly AggregateFacts[]): AggregateMetadata {
  let metadata = known.get(aggregates);
  if (!metadata) {
    metadata = read(aggregates);
    known.set(aggregates, metadata);
  }
  return metadata;
}

const TRAIT = 'trait:';

function read(aggregates: readonly AggregateFacts[]): AggregateMetadata {
  const values = new Map<string, Set<string>>();
  const projects = new Set<string>();
  const isolated: { name: string; traits: string[] }[] = [];
  for (const { name, metadata } of aggregates) {
    const traits: string[] = [];
    for (const [key, text] of Object.entries(metadata)) {
      // Zones have their own rule.
      if (key === 'availability_zone') continue;
      if (key.startsWith(TRAIT) && text === 'required') traits.push(key.slice(TRAIT.length));
      const there = values.get(key) ?? new Set();
      values.set(key, there);
      for (const value of text.split(',')) {
        there.add(value.trim());
        if (key.startsWith('filter_tenant_id')) projects.add(value.trim());
      }
    }
    if (traits.length > 0) isolated.push({ name, traits });
  }
  return { values, projects, isolated };
}
