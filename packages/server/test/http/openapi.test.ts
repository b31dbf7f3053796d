/** The document of the API, held against what the server does and what the contract says. */
import { readFile } from 'node:fs/promises';
import * as contract from '@evenkeel/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient } from './client.ts';
import { type OpenApi, openApiOf } from './operations.ts';
import { type HttpUnderTest, startHttp } from './set-up.ts';

let http: HttpUnderTest;
let document: OpenApi;
beforeAll(async () => {
  http = await startHttp();
  document = await openApiOf(createClient(http.url));
});
afterAll(() => http.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** The table of packages/contract/README.md, as `GET /api/v1/hosts`. */
async function routesOfTheContract(): Promise<string[]> {
  const readme = await readFile(new URL('../../../contract/README.md', import.meta.url), 'utf8');
  return [...readme.matchAll(/^\| ((?:GET|POST|DELETE|PUT|PATCH) [^|]+)\|/gm)].flatMap(([, cell]) => {
    let method = '';
    return (cell as string).split(',').map((part) => {
      const [, verb, path] = /^\s*(?:([A-Z]+) )?(\/[^\s?]*)/.exec(part) as RegExpExecArray;
      method = verb ?? method;
      return `${method} /api/v1${path?.replace(/:(\w+)/g, '{$1}')}`;
    });
  });
}

describe('the document', () => {
  test('is OpenAPI 3.1 with the parts it must have', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    const info = z.object({ title: z.string().min(1), version: z.string().min(1) });
    expect(info.safeParse((document as unknown as { info: unknown }).info).success).toBe(true);
    for (const { path, method, operation } of operations()) {
      const where = `${method} ${path}`;
      expect(operation.summary, where).toMatch(/^[A-Z]/);
      expect(Object.keys(operation.responses).length, where).toBeGreaterThan(1);
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status, where).toMatch(/^([1-5]\d\d|[1-5]XX|default)$/);
        expect(response.description, `${where} ${status}`).toEqual(expect.any(String));
      }
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = operation.parameters ?? [];
      expect(
        parameters.filter((one) => one.in === 'path').map(({ name }) => name),
        where,
      ).toEqual(inPath);
      for (const parameter of parameters) {
        expect(parameter.schema, where).toBeTypeOf('object');
        if (parameter.in === 'path') expect(parameter.required, `${where} ${parameter.name}`).toBe(true);
      }
      // What is only read or removed has no body; what is done to one thing (`/runs/ID/pause`) may have none.
      // A signed call-back is read as the bytes that were signed.
      const onOneThing = /\}(\/[\w-]+)+$|\/callbacks\//.test(path);
      if (method === 'get' || method === 'delete') expect(operation.requestBody, where).toBeUndefined();
      else if (!onOneThing) expect(operation.requestBody, where).toBeDefined();
    }
  });

  test('refers to nothing that is not in it, and has nothing that is not referred to', () => {
    const text = JSON.stringify(document);
    const referred = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference as string);
    expect(referred.length).toBeGreaterThan(10);
    const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(referred)].sort()).toEqual(names.sort());
  });

  test('lists every route of the contract, and no other', async () => {
    const documented = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const promised = await routesOfTheContract();
    expect(promised.length).toBeGreaterThan(15);
    // The document and its page are for reading, and not part of what they describe.
    const ofTheDocument = ['GET /api/v1/openapi.json', 'GET /api/v1/docs'];
    expect(documented.sort()).toEqual(promised.filter((route) => !ofTheDocument.includes(route)).sort());
    for (const route of ofTheDocument) {
      expect(promised).toContain(route);
      expect((await createClient(http.url).get(route.split(' ')[1] as string)).status).toBe(200);
    }
  });

  test('says of each route who may ask', () => {
    for (const { path, method, operation } of operations()) {
      const isPublic =
        (method === 'post' && /^\/api\/v1\/(session$|callbacks\/)/.test(path)) ||
        /^\/api\/v1\/sign-in($|\/ways\/\{wayId\}\/(start|callback|session)$)/.test(path);
      expect(operation.security, `${method} ${path}`).toEqual(
        isPublic ? [] : [{ session: [] }, { token: [] }],
      );
    }
  });

  test('names the shapes of the contract', () => {
    for (const name of [
      'Instance',
      'InstancePage',
      'Provider',
      'Host',
      'Move',
      'Run',
      'Migration',
      'Preflight',
      'ApiError',
    ]) {
      expect(contract).toHaveProperty(name);
      expect(document.components.schemas).toHaveProperty(name);
    }
    const answer = document.paths['/api/v1/instances']?.get?.responses;
    expect(answer?.['200']?.content).toMatchObject({
      'application/json': { schema: { $ref: '#/components/schemas/InstancePage' } },
    });
    expect(answer?.['4XX']?.content).toMatchObject({
      'application/json': { schema: { $ref: '#/components/schemas/ApiError' } },
    });
  });
});

describe('the page to browse it', () => {
  test('runs no script but its own file and loads nothing from elsewhere, as the policy wants it', async () => {
    const page = await createClient(http.url).get('/api/v1/docs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source as string);
    expect(sources.sort()).toEqual(['/api/v1/docs.css', '/api/v1/docs.js', '/api/v1/openapi.json']);
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/i);
    for (const source of sources) expect((await createClient(http.url).get(source)).status).toBe(200);
  });
});
