import type { VerdictReason } from '@evenkeel/contract';
import type { CloudFacts, InstanceFacts } from '../facts.ts';
import { novaInWords, reaches } from '../microversion.ts';
import { error, fewOf, information, warning } from './reason.ts';
import { wantedOf } from './wanted.ts';

/**
 * What the flavor (or the image, where its properties are known) gives the instance that Nova does not live-migrate, or
 * only since some release: nova/compute/api.py (live_migrate's decorators), nova/conductor/tasks/live_migrate.py.
 * Without the cloud's version, what depends on it is a warning.
 */
export function deviceReasons(instance: InstanceFacts, cloud: CloudFacts | undefined): VerdictReason[] {
  const { name, extraSpecs } = instance;
  if (!extraSpecs) {
    const message = `Whether ${name} has devices that can not be migrated live is not known because the cloud does not show the extra specs of its flavor.`;
    return [information('extra-specs-unknown', message)];
  }
  const reasons: VerdictReason[] = [];
  const property = (spec: string) =>
    extraSpecs[`hw:${spec}`] ?? instance.imageProperties?.[`hw_${spec}`] ?? null;
  if (isTrue(property('mem_encryption')))
    reasons.push(
      error(
        'sev',
        `${name} has encrypted memory (AMD SEV, hw:mem_encryption): Nova does not migrate it live.`,
      ),
    );
  if (property('tpm_version') !== null || property('tpm_model') !== null)
    reasons.push(vtpmReason(name, extraSpecs['hw:tpm_secret_security'] ?? 'user', cloud));
  if (extraSpecs['accel:device_profile'])
    reasons.push(
      error(
        'accelerator',
        `${name} has an accelerator (accel:device_profile ${extraSpecs['accel:device_profile']}): Nova does not migrate it live.`,
      ),
    );
  if (extraSpecs['pci_passthrough:alias'])
    reasons.push(pciReason(name, extraSpecs['pci_passthrough:alias'], cloud));
  if (wantsMediatedDevice(instance)) reasons.push(mediatedDeviceReason(name, cloud));
  if (extraSpecs['hw:pmem']) reasons.push(persistentMemoryReason(name, extraSpecs['hw:pmem'], cloud));
  const { numaKeys } = wantedOf(instance);
  if (numaKeys.length > 0) reasons.push(numaReason(name, numaKeys, cloud));
  return reasons;
}

/** A virtual GPU: `resources:VGPU`, also in a numbered group. */
export function wantsMediatedDevice(instance: InstanceFacts): boolean {
  const { resources, groupedClasses } = wantedOf(instance);
  return (resources.get('VGPU') ?? 0) > 0 || groupedClasses.includes('VGPU');
}

/** As Python's strutils.bool_from_string reads it. */
function isTrue(text: string | null): boolean {
  return text !== null && ['1', 't', 'true', 'on', 'y', 'yes'].includes(text.toLowerCase());
}

/** An error on a cloud that is known to be older, a warning when its age is not known. */
function needs(
  minor: number,
  cloud: CloudFacts | undefined,
): { code: 'old' | 'unknown' | 'new'; nova: string } {
  const version = cloud?.computeVersion ?? null;
  const code = version === null ? 'unknown' : reaches(version, minor) ? 'new' : 'old';
  return { code, nova: novaInWords(version) };
}

/** From 2026.1 (2.103) on with the secret kept on the host, otherwise never. */
function vtpmReason(name: string, security: string, cloud: CloudFacts | undefined): VerdictReason {
  if (security !== 'host') {
    const message = `${name} has a virtual TPM whose secret is the ${security}'s (hw:tpm_secret_security): Nova does not migrate it live.`;
    return error('vtpm', message);
  }
  const { code, nova } = needs(103, cloud);
  const message = `${name} has a virtual TPM: Nova migrates it live from 2026.1 (2.103) on, when every nova-compute is as new.`;
  return code === 'old' ? error('vtpm', `${message} ${nova} does not.`) : warning('vtpm', message);
}

/** From 2025.1 (2.100) on, and only devices whose alias says that they can be. */
function pciReason(name: string, alias: string, cloud: CloudFacts | undefined): VerdictReason {
  const { code, nova } = needs(100, cloud);
  const what = `${name} has a PCI device of its host (pci_passthrough:alias ${alias})`;
  return code === 'old'
    ? error('pci', `${what}: ${nova} does not migrate it live (2.100 can).`)
    : warning('pci', `${what}: Nova migrates it live only when the alias asks for live-migratable devices.`);
}

/** From 2024.1 (2.96) on, between hosts with QEMU 8.1, libvirt 8.6 and the same type of device. */
function mediatedDeviceReason(name: string, cloud: CloudFacts | undefined): VerdictReason {
  const { code, nova } = needs(96, cloud);
  return code === 'old'
    ? error('mdev', `${name} has a virtual GPU: ${nova} does not migrate it live (2.96 can).`)
    : warning('mdev', `${name} has a virtual GPU: the other host needs a free one of the very same type.`);
}

/** From Ussuri (2.87) on. */
function persistentMemoryReason(name: string, labels: string, cloud: CloudFacts | undefined): VerdictReason {
  const { code, nova } = needs(87, cloud);
  const what = `${name} has persistent memory (hw:pmem ${labels})`;
  return code === 'old'
    ? error('vpmem', `${what}: ${nova} does not migrate it live (2.87 can).`)
    : warning('vpmem', `${what}, which is copied too and has to be free on the other host.`);
}

/** From Train (2.79) on its places are found anew; before, Nova refuses, or leaves them wrong where told to. */
function numaReason(name: string, keys: readonly string[], cloud: CloudFacts | undefined): VerdictReason {
  const { code, nova } = needs(79, cloud);
  const what = `${name} asks for places of its own on the host (${fewOf(keys)})`;
  return code === 'old'
    ? warning(
        'numa-old',
        `${what}: ${nova} refuses, or does not find them anew on the other host (2.79 does).`,
      )
    : information(
        'numa-unknown',
        `${what}; whether these are free on another host is not known because Nova does not show it.`,
      );
}
