import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloudsYaml } from '../src/command.ts';
import { type DemoCloud, startDemoCloud } from '../src/index.ts';

/** Debian's `openstack` command, which knows nothing of us, works with the demo cloud. */
const OPENSTACK = '/usr/bin/openstack';
const folder = mkdtempSync(join(tmpdir(), 'demo-cloud-'));
const file = join(folder, 'clouds.yaml');
let cloud: DemoCloud;

beforeAll(async () => {
  cloud = await startDemoCloud({ regions: ['north'], instancesPerRegion: 30, timeScale: 10 });
  writeFileSync(file, cloudsYaml(cloud));
});
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

function openstack(...values: string[]): Promise<string> {
  const env = { ...process.env, OS_CLIENT_CONFIG_FILE: file, OS_CLOUD: 'demo-north' };
  return new Promise((resolve, reject) => {
    execFile(OPENSTACK, ['--os-compute-api-version', '2.90', ...values], { env }, (error, out, errors) =>
      error ? reject(new Error(`openstack ${values.join(' ')}: ${errors || error.message}`)) : resolve(out),
    );
  });
}
const json = async (...values: string[]) => JSON.parse(await openstack(...values, '-f', 'json'));
const newest = (id: string) => cloud.control.migrations().findLast(({ instanceId }) => instanceId === id);

test.skipIf(!existsSync(OPENSTACK))(
  'lists, migrates, watches, aborts and disables (skipped where python3-openstackclient is not installed)',
  { timeout: 300_000 },
  async () => {
    const servers = await json('server', 'list', '--all-projects');
    expect(servers).toHaveLength(30);
    const id = (name: string): string => servers.find((each: { Name: string }) => each.Name === name).ID;
    const host = 'north-compute-04';
    await openstack('server', 'migrate', '--live-migration', '--host', host, '--wait', id('quorum-1'));
    expect(cloud.control.instance(id('quorum-1'))?.host).toBe(host);

    const busy = id('busy-cache-01');
    await openstack('server', 'migrate', '--live-migration', busy);
    await expect.poll(() => newest(busy)?.sample, { timeout: 60_000 }).toBeTruthy();
    const [listed] = await json('server', 'migration', 'list', '--server', busy);
    expect(listed).toMatchObject({ Status: 'running', Type: 'live-migration', 'Server UUID': busy });
    const shown = await json('server', 'migration', 'show', busy, String(listed.Id));
    expect(shown['Memory Total Bytes']).toBe(4 * 1024 ** 3);
    await openstack('server', 'migration', 'abort', busy, String(listed.Id));
    await expect.poll(() => newest(busy)?.status, { timeout: 60_000 }).toBe('cancelled');

    await openstack(
      'compute',
      'service',
      'set',
      '--disable',
      '--disable-reason',
      'test',
      host,
      'nova-compute',
    );
    expect(cloud.control.hosts().find(({ name }) => name === host)).toMatchObject({
      enabled: false,
      disabledReason: 'test',
    });
    const hypervisors = await json('hypervisor', 'list');
    expect(hypervisors[0]).toMatchObject({
      'Hypervisor Hostname': 'north-compute-01.demo.example',
      State: 'up',
    });
  },
);
