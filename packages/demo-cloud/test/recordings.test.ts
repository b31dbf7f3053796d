import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { DATA_KEYED, EXCEPTIONS, type Exception, NOT_SPOKEN } from './recordings/exceptions.ts';
import { drivers, type Recording, recordingsOf } from './recordings/files.ts';
import { type Answer, Replay } from './recordings/replay.ts';
import { differences, shapeOf } from './recordings/shape.ts';

/** A GET is asked again until the cloud has come to where the real one was; this many half seconds at most. */
const PATIENCE = 240;
const needed = new Set<Exception>();

if (drivers.length === 0) {
  test.skip('real answers: ../shared/lab/recordings is not on this machine', () => undefined);
}

describe.each(drivers)('against the real answers of the %s driver', (driver) => {
  const story = recordingsOf(driver);
  let cloud: DemoCloud;
  let replay: Replay;

  beforeAll(async () => {
    const clock = new ManualClock();
    const region = 'lab';
    cloud = await startDemoCloud({
      clock,
      regions: [region],
      hostsPerRegion: 3,
      instancesPerRegion: 30,
      maxMicroversion: '2.93',
    });
    if (driver === 'libvirt') {
      // Two hosts share a directory, the third has its own disks.
      const [, , last] = cloud.control.hosts(region);
      cloud.control.setService(last?.name ?? '', { storagePool: null });
    }
    replay = new Replay(cloud, clock, region, story);
  });
  afterAll(() => cloud.close());

  for (const recording of story) {
    const silent = NOT_SPOKEN.find(({ name }) => name.test(recording.name));
    if (silent) test.skip(`${recording.name}: ${silent.reason}`, () => undefined);
    else test(recording.name, () => same(replay, recording));
  }
});

test.runIf(drivers.length === 2)('no exception is declared that nothing needs any more', () => {
  expect(EXCEPTIONS.filter((exception) => !needed.has(exception))).toEqual([]);
});

async function same(replay: Replay, recording: Recording): Promise<void> {
  let found = compare(recording, await replay.answer(recording));
  for (let look = 0; look < PATIENCE && found.length > 0 && recording.request.method === 'GET'; look += 1) {
    replay.wait();
    found = compare(recording, await replay.answer(recording));
  }
  expect(found).toEqual([]);
}

function compare(recording: Recording, answer: Answer): string[] {
  const { name, response } = recording;
  const allowed = (path: string) => {
    const exception = EXCEPTIONS.find((each) => each.name.test(name) && each.path.test(path));
    if (exception) needed.add(exception);
    return exception !== undefined;
  };
  const found: string[] = [];
  const differ = (path: string, real: unknown, demo: unknown) => {
    if (real !== demo && !allowed(path)) found.push(`${path}: ${real} there, ${demo} here`);
  };
  differ('status', response.status, answer.status);
  for (const header of Object.keys(response.headers).map((each) => each.toLowerCase())) {
    if (!answer.headers.includes(header) && !allowed(`header ${header}`))
      found.push(`header ${header} is missing`);
  }
  if (response.status >= 400) differ('message', messageOf(response.body), messageOf(answer.body));
  const [real, demo] = [shapeOf(response.body, DATA_KEYED), shapeOf(answer.body, DATA_KEYED)];
  return [...found, ...differences(real, demo, allowed)];
}

/** The text of a refusal without what names a thing of one cloud. */
function messageOf(body: unknown): string {
  const inner = Object.values((body ?? {}) as Record<string, unknown>)[0];
  const error = (Array.isArray(inner) ? inner[0] : inner) as Record<string, unknown> | string | undefined;
  const text = typeof error === 'string' ? error : String(error?.message ?? error?.detail ?? '');
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    .replace(/\bcompute\d|\blab-compute-\d+/g, 'HOST')
    .replace(/igration \d+/g, 'igration N');
}
