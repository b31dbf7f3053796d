/** What runs in the demo cloud: a name, who owns it, how big it usually is. Drawn in proportion to `share`. */
export const ROLES: readonly { name: string; project: string; flavor: string; share: number }[] = [
  { name: 'web', project: 'web', flavor: 'm1.small', share: 18 },
  { name: 'api', project: 'web', flavor: 'm1.small', share: 14 },
  { name: 'app', project: 'web', flavor: 'm1.medium', share: 12 },
  { name: 'cache', project: 'web', flavor: 'm1.small', share: 8 },
  { name: 'queue', project: 'data', flavor: 'm1.small', share: 6 },
  { name: 'db-replica', project: 'data', flavor: 'm1.large', share: 7 },
  { name: 'search', project: 'data', flavor: 'm1.medium', share: 6 },
  { name: 'worker', project: 'batch', flavor: 'm1.small', share: 14 },
  { name: 'report', project: 'batch', flavor: 'm1.medium', share: 4 },
  { name: 'ci-runner', project: 'development', flavor: 'm1.medium', share: 6 },
  { name: 'dev', project: 'development', flavor: 'm1.tiny', share: 5 },
];

export const FLAVORS: readonly { name: string; vcpus: number; memoryMb: number; diskGb: number }[] = [
  { name: 'm1.tiny', vcpus: 1, memoryMb: 512, diskGb: 5 },
  { name: 'm1.small', vcpus: 1, memoryMb: 2048, diskGb: 20 },
  { name: 'm1.medium', vcpus: 2, memoryMb: 4096, diskGb: 40 },
  { name: 'm1.large', vcpus: 4, memoryMb: 8192, diskGb: 80 },
  { name: 'm1.xlarge', vcpus: 8, memoryMb: 16384, diskGb: 160 },
];

export const PROJECTS = ['admin', 'web', 'data', 'batch', 'development'] as const;
