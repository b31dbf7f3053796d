import type { VerdictReason } from '@evenkeel/contract';
import type { HostFacts } from '../facts.ts';
import type { StaticInput } from './input.ts';
import { error, fewOf, information, warning } from './reason.ts';
import { type Wanted, wantedOf } from './wanted.ts';

/** Traits that the flavor requires or forbids, against those of the host itself in placement. */
export function traitReasons({ instance, destination: host }: StaticInput): VerdictReason[] {
  const wanted = wantedOf(instance);
  const { requiredTraits, forbiddenTraits } = wanted;
  if (requiredTraits.length === 0 && forbiddenTraits.length === 0) return [];
  if (!host.traits) {
    const message = `Whether ${host.name} has the traits that ${instance.name} asks for (${fewOf([...requiredTraits, ...forbiddenTraits])}) is not known because placement does not show them.`;
    return [information('traits-unknown', message)];
  }
  const { traits } = host;
  const missing = requiredTraits.filter((trait) => !traits.includes(trait));
  const unwanted = forbiddenTraits.filter((trait) => traits.includes(trait));
  const reasons: VerdictReason[] = [];
  if (missing.length > 0) reasons.push(missingReason(instance.name, host, missing, wanted));
  if (unwanted.length > 0)
    reasons.push(
      error(
        'trait-forbidden',
        `${instance.name} must not be on a host with ${fewOf(unwanted)}; ${host.name} has that.`,
      ),
    );
  return reasons;
}

/** A trait may also be that of another provider that gives a part of the resources, such as a GPU. */
function missingReason(name: string, host: HostFacts, missing: string[], wanted: Wanted): VerdictReason {
  const what = `${name} requires ${fewOf(missing)}, which ${host.name} does not have in placement`;
  const others = host.otherResources ?? {};
  const elsewhere =
    host.resources.diskGb === null ||
    [...wanted.resources.keys()].some((name) => !STANDARD.has(name) && !Object.hasOwn(others, name));
  return elsewhere
    ? warning('trait-missing', `${what}; one of its devices or its shared storage may, which is not known.`)
    : error('trait-missing', `${what}.`);
}

const STANDARD: ReadonlySet<string> = new Set(['VCPU', 'MEMORY_MB', 'DISK_GB']);
