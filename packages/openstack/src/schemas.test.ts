import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CloudError } from './errors.ts';
import {
  aggregateSchema,
  extraSpecsSchema,
  flavorSchema,
  placementSchemas,
  projectSchema,
  serverGroupSchema,
  zoneSchema,
} from './resources.ts';
import {
  hypervisorSchema,
  instanceActionSchema,
  migrationSchema,
  read,
  serverSchema,
  serviceSchema,
} from './schemas.ts';

const recordings = fileURLToPath(new URL('../../../../shared/lab/recordings', import.meta.url));

/** Which schema reads the answer to which path. */
const READERS: readonly [RegExp, z.ZodType][] = [
  [/\/servers\/detail$/, z.object({ servers: z.array(serverSchema) })],
  [/\/servers\/[0-9a-f-]{36}$/, z.object({ server: serverSchema })],
  [/\/flavors\/detail$/, z.object({ flavors: z.array(flavorSchema) })],
  [/\/os-server-groups$/, z.object({ server_groups: z.array(serverGroupSchema) })],
  [/\/os-aggregates$/, z.object({ aggregates: z.array(aggregateSchema) })],
  [/\/os-availability-zone(\/detail)?$/, z.object({ availabilityZoneInfo: z.array(zoneSchema) })],
  [/\/v3\/(auth\/)?projects$/, z.object({ projects: z.array(projectSchema) })],
  [/\/resource_providers\/[^/]+\/inventories$/, placementSchemas.inventories],
  [/\/resource_providers\/[^/]+\/usages$/, placementSchemas.usages],
  [/\/resource_providers\/[^/]+\/traits$/, placementSchemas.traits],
  [/\/flavors\/[^/]+\/os-extra_specs$/, extraSpecsSchema],
  [/\/os-services$/, z.object({ services: z.array(serviceSchema) })],
  [/\/os-hypervisors\/detail$/, z.object({ hypervisors: z.array(hypervisorSchema) })],
  [/\/os-migrations$/, z.object({ migrations: z.array(migrationSchema) })],
  [/\/servers\/[^/]+\/migrations$/, z.object({ migrations: z.array(migrationSchema) })],
  [/\/servers\/[^/]+\/migrations\/\d+$/, z.object({ migration: migrationSchema })],
  [/\/os-instance-actions$/, z.object({ instanceActions: z.array(instanceActionSchema) })],
  [/\/os-instance-actions\/req-[^/]+$/, z.object({ instanceAction: instanceActionSchema })],
];

function readerOf(path: string): z.ZodType | undefined {
  return READERS.find(([pattern]) => pattern.test(path))?.[1];
}

interface Recording {
  request: { method: string; url: string };
  response: { status: number; body: unknown };
}

describe.skipIf(!existsSync(recordings))("a real Nova's recorded answers", () => {
  it.each(['fake', 'libvirt'])('are all understood (%s driver)', (driver) => {
    let understood = 0;
    for (const name of readdirSync(join(recordings, driver))) {
      const { request, response } = JSON.parse(
        readFileSync(join(recordings, driver, name), 'utf8'),
      ) as Recording;
      const path = new URL(request.url).pathname;
      const reader = readerOf(path);
      if (!reader || request.method !== 'GET' || response.status !== 200) continue;
      expect(() => read(reader, response.body, name)).not.toThrow();
      understood += 1;
    }
    expect(understood).toBeGreaterThan(50);
  });

  it('give figures and times with their units', () => {
    const load = (name: string) =>
      (JSON.parse(readFileSync(join(recordings, 'libvirt', name), 'utf8')) as Recording).response.body;
    const running = read(
      readerOf('/servers/x/migrations') as z.ZodType<{ migrations: unknown[] }>,
      load('124-server-migrations-running@2.93.json'),
      'x',
    );
    expect(running.migrations).toMatchObject([
      {
        id: 17,
        status: 'running',
        sourceHost: 'compute2',
        destinationHost: 'compute1',
        memoryTotalBytes: 268_967_936,
        createdAt: '2026-11-24T01:52:30.000000Z',
      },
    ]);
    const shown = read(
      readerOf('/servers/55555555-5555-4555-8555-555555555555') as z.ZodType<{ server: unknown }>,
      load('055-server@2.93.json'),
      'x',
    );
    expect(shown.server).toMatchObject({
      name: 'vm-05',
      host: 'compute3',
      zone: 'az-b',
      partial: false,
      flavor: { name: 'lab.tiny', vcpus: 1, memoryMb: 256 },
    });
  });
});

it('names the call and the field of an answer that it does not understand', () => {
  const schema = z.object({ servers: z.array(serverSchema) });
  expect(() => read(schema, { servers: [{ id: 'a' }] }, 'GET /servers/detail')).toThrow(CloudError);
  expect(() => read(schema, { servers: [{ id: 'a' }] }, 'GET /servers/detail')).toThrow(
    /GET \/servers\/detail.*servers\.0\./,
  );
});

it('takes the partial record of a down cell for what it is', () => {
  expect(serverSchema.parse({ id: 'a', status: 'UNKNOWN', tenant_id: 'p' })).toMatchObject({
    partial: true,
    host: null,
  });
});
