/** What went wrong, in our words, and what a person can do about it. */
export interface Cause {
  code: string;
  reason: string;
  nextStep: string;
}

interface CauseRule extends Cause {
  pattern: RegExp;
}

/** Nova's own texts (operations.md A6), the special before the general: the first that matches is taken. */
const RULES: readonly CauseRule[] = [
  {
    code: 'group-policy',
    pattern: /validate instance group policy/i,
    reason: 'The destination already has a member of the same server group.',
    nextStep: 'Move the members of the group one after the other.',
  },
  {
    code: 'shared-storage-expected',
    pattern: /is not on shared storage/i,
    reason: 'The hosts share no storage, and block migration was switched off.',
    nextStep: 'Choose Block Migration "automatic".',
  },
  {
    code: 'local-storage-expected',
    pattern: /is not on local storage/i,
    reason: 'The disks are on shared storage, and block migration was asked for.',
    nextStep: 'Choose Block Migration "automatic".',
  },
  {
    code: 'disk-too-large',
    pattern: /Disk of instance is too large/i,
    reason: 'The destination has too little disk space.',
    nextStep: 'Choose a host with more space, or free some there.',
  },
  {
    code: 'disk-exists',
    pattern: /disk path .* already exists/i,
    reason: 'The destination still has a folder of this instance, left by an earlier migration.',
    nextStep: 'Choose another host; or make sure that nothing uses that folder, and remove it there.',
  },
  {
    code: 'cpu-incompatible',
    pattern: /Unacceptable CPU info|CPU doesn't have compatibility/i,
    reason: "The destination's CPU can not run this guest.",
    nextStep: 'Choose a host with the same CPU model or a newer one.',
  },
  {
    code: 'same-host',
    pattern: /to current host/i,
    reason: 'The instance already runs on that host.',
    nextStep: 'Choose another host.',
  },
  {
    code: 'hypervisor-older',
    pattern: /requires a newer hypervisor version/i,
    reason: "The destination's hypervisor is older than the source's.",
    nextStep: 'Choose a host with the same version or a newer one.',
  },
  {
    code: 'hypervisor-type',
    pattern: /supplied hypervisor type/i,
    reason: 'The destination runs another type of hypervisor.',
    nextStep: 'Choose a host of the same type.',
  },
  {
    code: 'service-unavailable',
    pattern: /Compute service of .* is unavailable/i,
    reason: 'nova-compute does not answer on one of the two hosts.',
    nextStep: 'See which host is down; if it is the source, the instance can only be evacuated.',
  },
  {
    code: 'port-binding',
    pattern: /port binding failed|Binding failed for port/i,
    reason: "The instance's network could not be bound on the destination.",
    nextStep: 'Check the network agent of the destination.',
  },
  {
    code: 'check-timeout',
    pattern: /Timeout while checking if we can live migrate/i,
    reason: 'The destination did not answer in time whether it can take the instance.',
    nextStep: 'Try again; if it repeats, check nova-compute on the destination.',
  },
  {
    code: 'no-valid-host',
    pattern: /No valid host was found|Exceeded max scheduling/i,
    reason: 'Nova found no host that can take the instance.',
    nextStep: 'See the verdict of each host for what stands in the way.',
  },
  {
    code: 'host-unknown',
    pattern: /Compute host .* could not be found/i,
    reason: 'The cloud does not know that host.',
    nextStep: 'Choose one of the hosts listed.',
  },
  {
    code: 'pre-check',
    pattern: /pre-?check/i,
    reason: "The destination failed Nova's checks beforehand.",
    nextStep: 'Read what the cloud said, mend it, and try again.',
  },
];

/** The cause behind a message of Nova's; null when no rule knows it: then the message stands for itself. */
export function causeOf(cloudMessage: string): Cause | null {
  const rule = RULES.find(({ pattern }) => pattern.test(cloudMessage));
  return rule ? { code: rule.code, reason: rule.reason, nextStep: rule.nextStep } : null;
}
