import type { VerdictReason } from '@evenkeel/contract';
import type { CpuFacts, HostFacts, InstanceFacts } from '../facts.ts';
import { wantsMediatedDevice } from './devices.ts';
import type { StaticInput } from './input.ts';
import { error, fewOf, information, warning } from './reason.ts';

/** Type, version and CPU of both hosts (nova/conductor/tasks/live_migrate.py, nova/virt/libvirt/driver.py). */
export function hypervisorReasons({ instance, source, destination: host }: StaticInput): VerdictReason[] {
  if (source === null) {
    const message = `What ${host.name} and the present host of ${instance.name} have in common is not known because the present host is not.`;
    return [information('source-unknown', message)];
  }
  const reasons: VerdictReason[] = [];
  if (source.hypervisorType && host.hypervisorType && source.hypervisorType !== host.hypervisorType) {
    const types = `${host.name} runs ${host.hypervisorType}, ${source.name} runs ${source.hypervisorType}`;
    reasons.push(error('hypervisor-type', `${types}.`));
  }
  if (source.hypervisorVersion === null || host.hypervisorVersion === null) {
    const message = `Whether the hypervisor of ${host.name} is as new as that of ${source.name} is not known because the cloud does not show both.`;
    reasons.push(information('hypervisor-unknown', message));
  } else if (source.hypervisorVersion > host.hypervisorVersion) {
    const versions = `${host.hypervisorVersion}, older than ${source.hypervisorVersion} on ${source.name}`;
    reasons.push(error('hypervisor-older', `${host.name} has hypervisor version ${versions}.`));
  }
  reasons.push(...mediatedDeviceReasons(instance, source, host), ...cpuReasons(source, host));
  return reasons;
}

/** nova/virt/libvirt/driver.py MIN_MDEV_LIVEMIG_QEMU_VERSION. */
const QEMU_FOR_MEDIATED_DEVICES = 8_001_000;

function mediatedDeviceReasons(instance: InstanceFacts, source: HostFacts, host: HostFacts): VerdictReason[] {
  if (!wantsMediatedDevice(instance)) return [];
  const old = [source, host].find(
    ({ hypervisorVersion }) => hypervisorVersion !== null && hypervisorVersion < QEMU_FOR_MEDIATED_DEVICES,
  );
  if (!old) return [];
  const message = `${instance.name} has a virtual GPU, which moves only between hosts with QEMU 8.1 or newer; ${old.name} has hypervisor version ${old.hypervisorVersion}.`;
  return [error('mdev-hypervisor', message)];
}

function cpuReasons(source: HostFacts, host: HostFacts): VerdictReason[] {
  if (source.cpu === host.cpu && source.cpu !== null) return [];
  if (!source.cpu || !host.cpu)
    return [information('cpu-unknown', 'The cloud does not show the CPU of both hosts.')];
  if (source.cpu.arch && host.cpu.arch && source.cpu.arch !== host.cpu.arch) {
    const message = `${host.name} is ${host.cpu.arch}, ${source.name} is ${source.cpu.arch}.`;
    return [error('cpu-architecture', message)];
  }
  if (source.cpu.vendor && host.cpu.vendor && source.cpu.vendor !== host.cpu.vendor) {
    const message = `The CPU of ${host.name} is by ${host.cpu.vendor}, that of ${source.name} by ${source.cpu.vendor}.`;
    return [error('cpu-vendor', message)];
  }
  const missing = missingFeatures(source.cpu, host.cpu);
  // Whether the guest uses them depends on its CPU model, which the API does not show.
  if (missing.length > 0) {
    const message = `${host.name} lacks ${missing.length} CPU features of ${source.name} (${fewOf(missing)}).`;
    return [warning('cpu-features', message)];
  }
  if (source.cpu.model && host.cpu.model && source.cpu.model !== host.cpu.model) {
    const message = `The CPU of ${host.name} is ${host.cpu.model}, that of ${source.name} ${source.cpu.model}; it has all its features.`;
    return [information('cpu-model', message)];
  }
  return [];
}

const compared = new WeakMap<CpuFacts, WeakMap<CpuFacts, readonly string[]>>();

/** Hundreds of features, the same for every pair of such hosts: compared once. */
function missingFeatures(source: CpuFacts, host: CpuFacts): readonly string[] {
  let ofSource = compared.get(source);
  if (!ofSource) {
    ofSource = new WeakMap();
    compared.set(source, ofSource);
  }
  let missing = ofSource.get(host);
  if (!missing) {
    const present = new Set(host.features);
    missing = source.features.filter((feature) => !present.has(feature));
    ofSource.set(host, missing);
  }
  return missing;
}
