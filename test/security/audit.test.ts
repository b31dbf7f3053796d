/** The audit of dependencies: what npm finds fails, and a registry that has no advisories is told of and passes for nothing. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../packages/server/test/harness.ts';

const SCRIPT = new URL('../../scripts/audit.mjs', import.meta.url).href;
const ADVISORY = { url: 'http://example.org/1', title: 'A hole', vulnerable_versions: '*', cwe: [] };
const CVSS = { score: 9, vectorString: null };

let registry: Server;
let cache: string;
let advisories: object | null = null;
let audit: () => Promise<{ ok: boolean | null; reason: string | null }>;
beforeAll(async () => {
  registry = createServer((request, response) => {
    request.resume();
    const answer = request.method === 'POST' ? advisories : null;
    const status = answer !== null ? 200 : request.method === 'POST' ? 405 : 404;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { auditDependencies } = await import(SCRIPT);
  const npm_config_registry = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  // npm keeps advisories that it has seen.
  cache = await temporaryFolder();
  audit = () => auditDependencies({ ...process.env, npm_config_registry, npm_config_cache: cache });
});
afterAll(async () => {
  registry.close();
  await rm(cache, { recursive: true });
});

test('what is high fails with its name, what is lower does not', async () => {
  advisories = { fastify: [{ ...ADVISORY, id: 1, severity: 'high', cvss: CVSS }] };
  expect(await audit()).toEqual({ ok: false, reason: expect.stringContaining('fastify (high)') });
  advisories = { fastify: [{ ...ADVISORY, id: 2, severity: 'moderate', cvss: CVSS }] };
  expect(await audit()).toEqual({ ok: true, reason: null });
});

test('a registry without advisories neither passes nor fails, and says why', async () => {
  advisories = null;
  expect(await audit()).toEqual({ ok: null, reason: expect.stringContaining('405') });
});
