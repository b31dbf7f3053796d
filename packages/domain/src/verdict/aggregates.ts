import type { VerdictReason } from '@evenkeel/contract';
import type { AggregateFacts, HostFacts, InstanceFacts } from '../facts.ts';
import { extraSpecMatches } from './extra-specs-match.ts';
import type { StaticInput } from './input.ts';
import { fewOf, information, warning } from './reason.ts';
import { wantedOf } from './wanted.ts';

const UNSURE = 'which the API does not tell';

/**
 * Aggregates and their metadata. Each rule holds only where the cloud has enabled its filter, and the API does not tell:
 * so they warn (nova/scheduler/filters/aggregate_*.py, type_filter.py, nova/scheduler/request_filter.py).
 */
export function aggregateReasons({ instance, source, destination: host }: StaticInput): VerdictReason[] {
  if (!host.aggregates) {
    const message = `The aggregates of ${host.name} are not known because the cloud does not show them: what they ask for was not checked.`;
    return [information('aggregates-unknown', message)];
  }
  const metadata = metadataOf(host.aggregates);
  const reasons: VerdictReason[] = [];
  const { aggregateSpecs } = wantedOf(instance);
  if (aggregateSpecs.length > 0) reasons.push(...extraSpecReasons(instance, source, host, metadata));
  // Most aggregates have no metadata, or that of their zone alone.
  if (metadata.size > 0) reasons.push(...flavorReasons(instance, host, metadata));
  if (metadata.size > 0) reasons.push(...imageReasons(instance, host, metadata));
  reasons.push(...projectReasons(instance, source, host), ...isolationReasons(instance, host));
  return reasons;
}

type Metadata = ReadonlyMap<string, ReadonlySet<string>>;
const merged = new WeakMap<readonly AggregateFacts[], Metadata>();

/** Every value of every aggregate by key; a value with commas is several (nova/scheduler/filters/utils.py). */
function metadataOf(aggregates: readonly AggregateFacts[]): Metadata {
  const known = merged.get(aggregates);
  if (known) return known;
  const metadata = new Map<string, Set<string>>();
  for (const { metadata: own } of aggregates) {
    for (const [key, text] of Object.entries(own)) {
      if (key === 'availability_zone') continue;
      const values = metadata.get(key) ?? new Set();
      for (const value of text.split(',')) values.add(value.trim());
      metadata.set(key, values);
    }
  }
  merged.set(aggregates, metadata);
  return metadata;
}

function extraSpecReasons(
  instance: InstanceFacts,
  source: HostFacts | null,
  host: HostFacts,
  metadata: Metadata,
): VerdictReason[] {
  const present = source?.aggregates ? metadataOf(source.aggregates) : null;
  const matches = (where: Metadata, key: string, wanted: string) =>
    [...(where.get(key) ?? [])].some((value) => extraSpecMatches(value, wanted));
  return wantedOf(instance).aggregateSpecs.flatMap(({ key, wanted, scoped }) => {
    if (matches(metadata, key, wanted)) return [];
    // The filter takes every key without a scope for its own; where not even the present host has it, it is not in use.
    if (!scoped && !(present && matches(present, key, wanted))) return [];
    const found = metadata.get(key);
    const has = found ? `it has ${key}=${[...found].join(', ')}` : `none of its aggregates has ${key}`;
    const message = `The flavor of ${instance.name} asks for ${key}=${wanted}, and of ${host.name} ${has}. Nova refuses the host if AggregateInstanceExtraSpecsFilter is enabled, ${UNSURE}.`;
    return [warning('aggregate-extra-specs', message)];
  });
}

function flavorReasons(instance: InstanceFacts, host: HostFacts, metadata: Metadata): VerdictReason[] {
  const allowed = metadata.get('instance_type');
  if (!allowed || !instance.flavorName || allowed.has(instance.flavorName)) return [];
  const message = `An aggregate of ${host.name} is for the flavors ${fewOf([...allowed])}, not ${instance.flavorName}. Nova refuses the host if AggregateTypeAffinityFilter is enabled, ${UNSURE}.`;
  return [warning('aggregate-flavor', message)];
}

const IMAGE_PROPERTY = /^(hw_|os_|img_|architecture$|hypervisor_type$|vm_mode$)/;

function imageReasons(instance: InstanceFacts, host: HostFacts, metadata: Metadata): VerdictReason[] {
  const properties = instance.imageProperties;
  if (!properties) {
    const asked = [...metadata.keys()].filter((key) => IMAGE_PROPERTY.test(key));
    if (asked.length === 0) return [];
    const message = `Whether the image of ${instance.name} suits the aggregates of ${host.name} (${fewOf(asked)}) is not known because the cloud does not show the image's properties (2.98 does).`;
    return [information('image-properties-unknown', message)];
  }
  return [...metadata].flatMap(([key, values]) => {
    const own = properties[key];
    if (own === undefined || own === '' || values.has(own)) return [];
    const message = `The image of ${instance.name} has ${key}=${own}, an aggregate of ${host.name} ${key}=${[...values].join(', ')}. Nova refuses the host if AggregateImagePropertiesIsolation is enabled, ${UNSURE}.`;
    return [warning('aggregate-image', message)];
  });
}

const TENANT_KEY = 'filter_tenant_id';

/** The projects that the aggregates of a host are for; empty when they are for all. */
function projectsOf(aggregates: readonly AggregateFacts[]): ReadonlySet<string> {
  const projects = new Set<string>();
  for (const [key, values] of metadataOf(aggregates))
    if (key.startsWith(TENANT_KEY)) for (const value of values) projects.add(value);
  return projects;
}

function projectReasons(
  { name, projectId }: InstanceFacts,
  source: HostFacts | null,
  host: HostFacts,
): VerdictReason[] {
  const allowed = projectsOf(host.aggregates ?? []);
  if (allowed.size > 0) {
    if (projectId && allowed.has(projectId)) return [];
    const message = `An aggregate of ${host.name} is for other projects than that of ${name}. Nova refuses the host if AggregateMultiTenancyIsolation is enabled, ${UNSURE}.`;
    return [warning('aggregate-project', message)];
  }
  if (!projectId || !source?.aggregates || !projectsOf(source.aggregates).has(projectId)) return [];
  const message = `${source.name} is in an aggregate for the project of ${name}, ${host.name} is not. Nova refuses the host if limit_tenants_to_placement_aggregate is set, ${UNSURE}.`;
  return [warning('aggregate-project-left', message)];
}

/** Aggregates for those alone who ask for a trait (`trait:NAME=required`). */
function isolationReasons(instance: InstanceFacts, host: HostFacts): VerdictReason[] {
  return (host.aggregates ?? []).flatMap(({ name, metadata }) => {
    const asked = Object.keys(metadata).filter(
      (key) => key.startsWith('trait:') && metadata[key] === 'required',
    );
    const wanted = wantedOf(instance).requiredTraits;
    const missing = asked.map((key) => key.slice('trait:'.length)).filter((trait) => !wanted.includes(trait));
    if (missing.length === 0) return [];
    const message = `${host.name} is in the aggregate ${name}, which is for those who ask for ${fewOf(missing)}; the flavor of ${instance.name} does not. Nova refuses the host if enable_isolated_aggregate_filtering is set, ${UNSURE}.`;
    return [warning('aggregate-isolated', message)];
  });
}
