import { parseArgs } from 'node:util';
import { startDemoCloud } from './index.ts';

/** Runs the demo cloud alone: `node --import tsx packages/demo-cloud/src/main.ts --port 5555`. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    regions: { type: 'string', default: 'north,south' },
    hosts: { type: 'string', default: '6' },
    instances: { type: 'string', default: '120' },
    'max-microversion': { type: 'string', default: '2.96' },
    'time-scale': { type: 'string', default: '1' },
  },
});

const cloud = await startDemoCloud({
  port: Number(values.port),
  seed: Number(values.seed),
  regions: values.regions.split(','),
  hostsPerRegion: Number(values.hosts),
  instancesPerRegion: Number(values.instances),
  maxMicroversion: values['max-microversion'],
  timeScale: Number(values['time-scale']),
});

const entries = cloud.regions.map(
  (region) => `  demo-${region}:
    region_name: ${region}
    auth:
      auth_url: ${cloud.authUrl}
      username: ${cloud.username}
      password: ${cloud.password}
      project_name: ${cloud.projectName}
      user_domain_name: Default
      project_domain_name: Default`,
);
console.log(`clouds:\n${entries.join('\n')}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cloud.close());
}
