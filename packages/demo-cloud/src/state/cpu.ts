/** Intel's server models as QEMU names them, oldest first: a guest of one runs on every later one. */
const GENERATIONS = [
  'Nehalem',
  'Westmere',
  'SandyBridge',
  'IvyBridge',
  'Haswell-noTSX',
  'Broadwell-noTSX',
  'Skylake-Server',
  'Cascadelake-Server-noTSX',
  'Icelake-Server-noTSX',
  'SapphireRapids',
];

/** Whether a guest of `source` runs on `destination`, as libvirt's comparison would say; unknown models only on themselves. */
export function cpuCompatible(source: string, destination: string): boolean {
  if (source === destination) return true;
  const [from, to] = [GENERATIONS.indexOf(source), GENERATIONS.indexOf(destination)];
  return from >= 0 && to >= from;
}
