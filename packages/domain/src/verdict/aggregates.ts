import type { VerdictReason } from '@evenkeel/contract';
import type { HostFacts, InstanceFacts } from '../facts.ts';
import { type AggregateMetadata, metadataOf } from './aggregate-metadata.ts';
import type { StaticInput } from './input.ts';
import { fewOf, information, warning } from './reason.ts';
import { type AggregateSpec, wantedOf } from './wanted.ts';

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
  const present = source?.aggregates ? metadataOf(source.aggregates) : null;
  const reasons: VerdictReason[] = [];
  for (const spec of wantedOf(instance).aggregateSpecs) {
    const reason = extraSpecReason(instance, spec, host, metadata, present);
    if (reason) reasons.push(reason);
  }
  const project = projectReason(instance, source, host, metadata, present);
  if (project) reasons.push(project);
  // Most aggregates have no metadata, or that of their zone alone.
  if (metadata.values.size === 0) return reasons;
  reasons.push(...flavorReasons(instance, host, metadata), ...imageReasons(instance, host, metadata));
  reasons.push(...isolationReasons(instance, host, metadata));
  return reasons;
}

function extraSpecReason(
  { name }: InstanceFacts,
  spec: AggregateSpec,
  host: HostFacts,
  metadata: AggregateMetadata,
  present: AggregateMetadata | null,
): VerdictReason | null {
  if (has(metadata, spec)) return null;
  // The filter takes every key without a scope for its own; where not even the present host has it, it is not in use.
  if (!spec.scoped && !(present && has(present, spec))) return null;
  const found = metadata.values.get(spec.key);
  const instead = found
    ? `it has ${spec.key}=${[...found].join(', ')}`
    : `none of its aggregates has ${spec.key}`;
  const message = `The flavor of ${name} asks for ${spec.key}=${spec.wanted}, and of ${host.name} ${instead}. Nova refuses the host if AggregateInstanceExtraSpecsFilter is enabled, ${UNSURE}.`;
  return warning('aggregate-extra-specs', message);
}

function has({ values }: AggregateMetadata, { key, matches }: AggregateSpec): boolean {
  for (const value of values.get(key) ?? []) if (matches(value)) return true;
  return false;
}

function projectReason(
  { name, projectId }: InstanceFacts,
  source: HostFacts | null,
  host: HostFacts,
  { projects }: AggregateMetadata,
  present: AggregateMetadata | null,
): VerdictReason | null {
  if (projects.size > 0) {
    if (projectId && projects.has(projectId)) return null;
    const message = `An aggregate of ${host.name} is for other projects than that of ${name}. Nova refuses the host if AggregateMultiTenancyIsolation is enabled, ${UNSURE}.`;
    return warning('aggregate-project', message);
  }
  if (!projectId || !source || !present?.projects.has(projectId)) return null;
  const message = `${source.name} is in an aggregate for the project of ${name}, ${host.name} is not. Nova refuses the host if limit_tenants_to_placement_aggregate is set, ${UNSURE}.`;
  return warning('aggregate-project-left', message);
}

function flavorReasons(
  { flavorName }: InstanceFacts,
  host: HostFacts,
  { values }: AggregateMetadata,
): VerdictReason[] {
  const allowed = values.get('instance_type');
  if (!allowed || !flavorName || allowed.has(flavorName)) return [];
  const message = `An aggregate of ${host.name} is for the flavors ${fewOf([...allowed])}, not ${flavorName}. Nova refuses the host if AggregateTypeAffinityFilter is enabled, ${UNSURE}.`;
  return [warning('aggregate-flavor', message)];
}

const IMAGE_PROPERTY = /^(hw_|os_|img_|architecture$|hypervisor_type$|vm_mode$)/;

function imageReasons(
  { name, imageProperties }: InstanceFacts,
  host: HostFacts,
  { values }: AggregateMetadata,
): VerdictReason[] {
  if (!imageProperties) {
    const asked = [...values.keys()].filter((key) => IMAGE_PROPERTY.test(key));
    if (asked.length === 0) return [];
    const message = `Whether the image of ${name} suits the aggregates of ${host.name} (${fewOf(asked)}) is not known because the cloud does not show the image's properties (2.98 does).`;
    return [information('image-properties-unknown', message)];
  }
  return [...values].flatMap(([key, allowed]) => {
    const own = imageProperties[key];
    if (!own || allowed.has(own)) return [];
    const message = `The image of ${name} has ${key}=${own}, an aggregate of ${host.name} ${key}=${[...allowed].join(', ')}. Nova refuses the host if AggregateImagePropertiesIsolation is enabled, ${UNSURE}.`;
    return [warning('aggregate-image', message)];
  });
}

function isolationReasons(
  instance: InstanceFacts,
  host: HostFacts,
  { isolated }: AggregateMetadata,
): VerdictReason[] {
  return isolated.flatMap(({ name, traits }) => {
    const missing = traits.filter((trait) => !wantedOf(instance).requiredTraits.includes(trait));
    if (missing.length === 0) return [];
    const message = `${host.name} is in the aggregate ${name}, which is for those who ask for ${fewOf(missing)}; the flavor of ${instance.name} does not. Nova refuses the host if enable_isolated_aggregate_filtering is set, ${UNSURE}.`;
    return [warning('aggregate-isolated', message)];
  });
}
