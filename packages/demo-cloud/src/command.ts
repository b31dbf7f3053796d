import { parseArgs } from 'node:util';
import type { DemoCloud, DemoCloudOptions } from './index.ts';

export const USAGE = `Runs an OpenStack cloud that is none: Keystone, Nova and placement, over HTTP on 127.0.0.1.

  --port N              0 takes any free one (0)
  --seed N              the same seed builds the same cloud (1)
  --regions A,B         their names (north,south)
  --hosts N             in each region (6)
  --instances N         in each region (120)
  --max-microversion V  Nova's highest, 2.1 to 2.100 (2.96)
  --time-scale N        how many simulated seconds pass in a real one (1)
  --bandwidth MIBPS     of each host's link, MiB/s (300)
  --clouds FILE         writes a clouds.yaml there instead of printing it; readable by its owner only`;

export interface Command {
  options: DemoCloudOptions;
  /** Where clouds.yaml is to be written; null prints it. */
  cloudsFile: string | null;
}

/** What the command line asks for, or null when it asks for help. Throws a sentence about what it can not mean. */
export function readCommand(argv: readonly string[]): Command | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      regions: { type: 'string', default: 'north,south' },
      hosts: { type: 'string', default: '6' },
      instances: { type: 'string', default: '120' },
      'max-microversion': { type: 'string', default: '2.96' },
      'time-scale': { type: 'string', default: '1' },
      bandwidth: { type: 'string', default: '300' },
      clouds: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  return {
    options: {
      port: wholeNumber('--port', values.port, 0),
      seed: wholeNumber('--seed', values.seed, 0),
      regions: values.regions.split(','),
      hostsPerRegion: wholeNumber('--hosts', values.hosts, 1),
      instancesPerRegion: wholeNumber('--instances', values.instances, 0),
      maxMicroversion: values['max-microversion'],
      timeScale: wholeNumber('--time-scale', values['time-scale'], 1),
      bandwidthBytesPerSecond: wholeNumber('--bandwidth', values.bandwidth, 1) * 1024 ** 2,
    },
    cloudsFile: values.clouds ?? null,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${name} wants a whole number from ${least} on, not ${text}.`);
}

/** A cloud for each region, `demo-north` and so on, as its administrator. */
export function cloudsYaml(cloud: DemoCloud): string {
  const auth = {
    auth_url: cloud.authUrl,
    username: cloud.username,
    password: cloud.password,
    project_name: cloud.projectName,
    user_domain_name: 'Default',
    project_domain_name: 'Default',
  };
  const lines = cloud.regions.flatMap((region) => [
    `  demo-${region}:`,
    `    region_name: ${region}`,
    '    identity_api_version: 3',
    '    auth:',
    ...Object.entries(auth).map(([name, value]) => `      ${name}: ${value}`),
  ]);
  return `clouds:\n${lines.join('\n')}\n`;
}
