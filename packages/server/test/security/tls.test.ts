/** TLS by files that are renewed while the server runs, names, and whose word counts for where a request came from. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCertificate } from '../../src/http/certificate.ts';
import { until } from '../harness.ts';
import { createClient } from '../http/client.ts';
import { refusalOf } from '../http/expectations.ts';
import { type HttpUnderTest, startHttp } from '../http/set-up.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-tls-'));
const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
afterAll(() => rmSync(folder, { recursive: true }));

function makeCertificate(name: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, `${name}.cert`), join(folder, `${name}.key`)];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  );
  return { cert, key };
}

interface Told {
  name: string;
  headers: Record<string, unknown>;
}

/** On a new connection; the certificate is told and not judged. */
function ask(url: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    request(`${url}/healthz`, { rejectUnauthorized: false, agent: false }, (answer) => {
      const name = (answer.socket as TLSSocket).getPeerCertificate().subject.CN as string;
      answer.resume().on('end', () => resolve({ name, headers: answer.headers }));
    })
      .on('error', reject)
      .end();
  });
}

describe('TLS', () => {
  it('serves with the files, takes new ones up, and keeps the old ones while the new do not fit', async () => {
    const [first, second] = [makeCertificate('first'), makeCertificate('second')];
    copyFileSync(first.cert, certFile);
    copyFileSync(first.key, keyFile);
    const problems: Error[] = [];
    const certificate = openCertificate({ certFile, keyFile }, (error) => problems.push(error), 20);
    const http = await startHttp({ certificate });
    try {
      const url = http.url.replace('http:', 'https:');
      const before = await ask(url);
      expect(before.name).toBe('first');
      expect(before.headers['strict-transport-security']).toBe('max-age=31536000');
      copyFileSync(second.cert, certFile);
      await until('half of the new pair is noticed', () => problems.length > 0);
      expect((await ask(url)).name).toBe('first');
      copyFileSync(second.key, keyFile);
      await until('the new pair is used', async () => (await ask(url)).name === 'second');
    } finally {
      certificate.close();
      await http.stop();
    }
  });

  it('is not begun with files that are none', () => {
    writeFileSync(join(folder, 'none'), 'no certificate');
    const files = { certFile: join(folder, 'none'), keyFile: join(folder, 'none') };
    expect(() => openCertificate(files, () => undefined)).toThrow();
  });
});

describe('names and proxies', () => {
  let http: HttpUnderTest;
  beforeAll(async () => {
    http = await startHttp({ hosts: ['Evenkeel.example'], trustedProxies: ['127.0.0.1'] });
  });
  afterAll(() => http.stop());

  it.each([
    ['evenkeel.example', 200],
    ['EVENKEEL.example:8443', 200],
    ['localhost:8480', 200],
    ['evil.example', 403],
    ['evenkeel.example.evil.example', 403],
    ['evenkeel.example@evil.example', 403],
  ])('Host: %s is answered with %i', async (host, status) => {
    const answer = await http.api.get('/healthz', { host });
    expect(answer.status).toBe(status);
    if (status === 403) expect(refusalOf(answer).code).toBe('host-not-accepted');
  });

  it('a trusted proxy that has TLS gets Strict-Transport-Security, a stranger who says so does not', async () => {
    const said = { 'x-forwarded-proto': 'https' };
    const { headers } = await http.api.get('/healthz', said);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    const alone = await startHttp();
    try {
      const answer = await createClient(alone.url).get('/healthz', said);
      expect(answer.headers).not.toHaveProperty('strict-transport-security');
    } finally {
      await alone.stop();
    }
  });
});
