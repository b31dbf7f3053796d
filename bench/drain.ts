/**
 * Emptying one host of the demo cloud, against the least time that its link and Nova need, and against what
 * `nova host-evacuate-live` does: every request at once, the hosts left to Nova's scheduler. The other hosts are nearly
 * full and some instances are kept apart, so what is chosen matters. Once by the wall clock, and once by a clock that
 * stands still while Evenkeel looks and decides: what then is left over the bound is the cloud's own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type DemoCloud, ManualClock, startDemoCloud } from '@evenkeel/demo-cloud';
import { DEFAULT_PACE } from '@evenkeel/domain';
import { createCloud } from '@evenkeel/openstack';
import { until } from './measure.ts';
import { aligned } from './report.ts';
import { startServer, temporaryFolder } from './surroundings.ts';

const HOST = 'north-compute-03';
const GUESTS = ['m1.large', 'm1.xlarge', 'm1.large', 'm1.medium', 'm1.large', 'm1.xlarge', 'm1.large'];
/** 2.5 Gb/s: a guest of 8 GiB takes 27 s. */
const BYTES_PER_SECOND = 312.5e6;
const MIB = 1024 ** 2;
/** So much of what has to go do the other hosts have room for, together. */
const ROOM = 1.3;
/** Of the stepped clock: a simulated second in so many real milliseconds, while something is being copied. */
const STEP_MS = 20;
/** After one ended, the clock stands still so long, or until the next request. */
const STILL_MS = 6_000;
const RECORDED_MS = 5_000;
const PATIENCE_MS = 15 * 60_000;
const ENDED = ['completed', 'error', 'failed', 'cancelled'];

interface Result {
  gone: number;
  refused: number;
  /** Of the cloud's clock. */
  seconds: number;
  link: number;
}

/** The table, in lines of text. */
export async function drains(): Promise<string> {
  // Side by side: each mostly waits for its cloud.
  const [wall, peer, stepped] = await Promise.all([ours(null), allAtOnce(), ours(new ManualClock())]);
  const rows = [
    row('by the wall clock', wall),
    row('  peer: all requests at once', peer),
    row('by the stepped clock', stepped),
  ];
  return [
    `Emptying one host of ${GUESTS.length} guests and more beside nearly full ones, over its link of 2.5 Gb/s, until a fresh look says so.`,
    `The bound: the memory over that link, and ${DEFAULT_PACE.secondsPerMove} s of Nova's own for each, one leaving at a time.`,
    ...aligned([['', 'gone', 'refused', 'time', 'link alone', 'bound', 'time/bound'], ...rows]),
  ].join('\n');
}

function row(what: string, { gone, refused, seconds, link }: Result): string[] {
  const bound = link + gone * DEFAULT_PACE.secondsPerMove;
  const times = [seconds, link, bound].map((time) => `${time.toFixed(0)} s`);
  return [what, String(gone), String(refused), ...times, gone > 0 ? (seconds / bound).toFixed(2) : ''];
}

async function ours(clock: ManualClock | null): Promise<Result> {
  const cloud = await tightCloud(clock);
  const folder = await temporaryFolder();
  const server = await startServer(folder.path, cloud);
  const pump = new AbortController();
  const pumping = clock ? step(clock, cloud, pump.signal) : null;
  try {
    const call = async <Value>(path: string, body?: unknown): Promise<Value> => {
      const headers = { 'content-type': 'application/json' };
      const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
      return (await (await server.request(`/api/v1${path}`, init)).json()) as Value;
    };
    const [provider] = await call<{ id: string }[]>('/providers');
    if (!provider) throw new Error('There is no provider.');
    await until('the host is known', async () => {
      const { items } = await call<{ items: unknown[] }>(`/instances?host=${HOST}`);
      return items.length > GUESTS.length ? true : null;
    });
    const began = now(clock);
    const [maintenance] = await call<{ id: string }[]>('/maintenance', {
      hosts: [{ providerId: provider.id, host: HOST }],
      choices: { others: 'leave' },
      idempotencyKey: `bench-${Date.now()}`,
    });
    const path = `/maintenance/${maintenance?.id}`;
    const deadline = Date.now() + PATIENCE_MS;
    let state = '';
    while (state !== 'held' && state !== 'needs-attention') {
      if (Date.now() > deadline) throw new Error(`The drain is still ${state}.`);
      await sleep(100);
      ({ state } = await call<{ state: string }>(path));
    }
    return resultOf(cloud, (now(clock) - began) / 1000);
  } finally {
    pump.abort();
    await pumping;
    await server.stop();
    await folder.remove();
    await cloud.close();
  }
}

async function allAtOnce(): Promise<Result> {
  const demo = await tightCloud(null);
  try {
    const { authUrl, username, password, projectName, regions } = demo;
    const cloud = createCloud({
      authUrl,
      region: regions[0] as string,
      interface: 'public',
      verify: true,
      caCertificate: null,
      auth: {
        type: 'password',
        username,
        password,
        userDomain: 'Default',
        projectName,
        projectId: null,
        projectDomain: 'Default',
      },
    });
    const began = Date.now();
    const there = demo.control
      .instances('north')
      .filter(({ host, vmState }) => host === HOST && vmState === 'active');
    await Promise.allSettled(
      there.map(({ id }) =>
        cloud.liveMigrate(id, { host: null, blockMigration: 'auto', diskOverCommit: false }),
      ),
    );
    const running = () => demo.control.migrations('north').some(({ status }) => !ENDED.includes(status));
    // A record appears only a while after its request was accepted.
    await sleep(RECORDED_MS);
    while (running()) await sleep(100);
    return resultOf(demo, (Date.now() - began) / 1000);
  } finally {
    await demo.close();
  }
}

/** The host that is emptied, with the guests; the others have room for ROOM times of them. */
async function tightCloud(clock: ManualClock | null): Promise<DemoCloud> {
  const cloud = await startDemoCloud({
    regions: ['north'],
    hostsPerRegion: 8,
    instancesPerRegion: 80,
    bandwidthBytesPerSecond: BYTES_PER_SECOND,
    ...(clock && { clock }),
  });
  const { control } = cloud;
  for (const [number, flavor] of GUESTS.entries())
    control.addInstances({ name: `guest-${number + 1}`, flavor, host: HOST, dirtyBytesPerSecond: 5 * MIB });
  const memoryOn = (name: string) =>
    control
      .instances('north')
      .filter(({ host, deletedAt }) => host === name && deletedAt === null)
      .reduce((sum, { flavor }) => sum + flavor.memoryMb, 0);
  const others = control.hosts('north').filter(({ name, enabled }) => name !== HOST && enabled);
  const room = Math.ceil((memoryOn(HOST) * ROOM) / others.length / 1024) * 1024;
  for (const { name, reservedMemoryMb } of others)
    control.setService(name, { memoryMb: memoryOn(name) + reservedMemoryMb + room });
  return cloud;
}

/** A link's time for the memory of those that left; what stays by its state or its owner's wish is not counted as refused. */
function resultOf({ control }: DemoCloud, seconds: number): Result {
  const all = control.instances('north');
  const left = control.migrations('north').filter(({ sourceHost }) => sourceHost === HOST);
  const gone = new Set(
    left.filter(({ status }) => status === 'completed').map(({ instanceId }) => instanceId),
  );
  const bytes = all
    .filter(({ id }) => gone.has(id))
    .reduce((sum, { flavor }) => sum + flavor.memoryMb * MIB, 0);
  const refused = all.filter(
    ({ host, vmState, locked }) => host === HOST && vmState === 'active' && !locked,
  ).length;
  return { gone: gone.size, refused, seconds, link: bytes / BYTES_PER_SECOND };
}

const now = (clock: ManualClock | null) => clock?.now() ?? Date.now();

/** Lets the clock go on while something is being copied; when one has ended it stands still until Evenkeel has seen it. */
async function step(clock: ManualClock, { control }: DemoCloud, signal: AbortSignal): Promise<void> {
  const open = () => control.migrations('north').filter(({ status }) => !ENDED.includes(status)).length;
  const asked = () => control.migrations('north').length;
  let [wereOpen, still, wereAsked] = [0, Date.now() + STILL_MS, 0];
  while (!signal.aborted) {
    await sleep(STEP_MS);
    if (asked() !== wereAsked) {
      wereAsked = asked();
      still = 0;
    } else if (open() < wereOpen) still = Date.now() + STILL_MS;
    wereOpen = open();
    if (Date.now() >= still) clock.advance(wereOpen > 0 ? 250 : STEP_MS);
  }
}
