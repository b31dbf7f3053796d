import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readConfiguration } from '../../src/start/configuration.ts';
import { RefusalToStart } from '../../src/start/refusal-to-start.ts';

test('what is usual: this machine only, port 8480, ./.evenkeel, a demo when there is no cloud', () => {
  expect(readConfiguration([], {})).toMatchObject({
    host: '127.0.0.1',
    port: 8480,
    loopbackOnly: true,
    dataDirectory: resolve('.evenkeel'),
    demo: null,
    databaseUrl: null,
    secretKey: null,
    resetPassword: false,
    allowedNetworks: [],
  });
});

test('an option goes before its variable, a variable before what is usual, an empty one counts for nothing', () => {
  const environment = {
    EVENKEEL_PORT: '9000',
    EVENKEEL_HOST: '::',
    EVENKEEL_DATA: '/data',
    DATABASE_URL: 'postgresql://x/y',
    EVENKEEL_SECRET_KEY: '',
  };
  const argv = ['--port', '9001', '--demo', '--reset-password'];
  expect(readConfiguration(argv, environment)).toMatchObject({
    port: 9001,
    host: '::',
    loopbackOnly: false,
    dataDirectory: '/data',
    demo: true,
    databaseUrl: 'postgresql://x/y',
    secretKey: null,
    resetPassword: true,
  });
  expect(readConfiguration(['--no-demo'], environment)).toMatchObject({ port: 9000, demo: false });
});

test.each(['', 'eighty', '-1', '65536', '80.5', '1e3'])('a port of "%s" is refused in words', (port) => {
  expect(() => readConfiguration(['--port', port], {})).toThrow(
    new RefusalToStart(`The port must be a number from 0 to 65535, not "${port}".`),
  );
});

test('a DATABASE_URL of another kind is refused without being shown', () => {
  const refused = () => readConfiguration([], { DATABASE_URL: 'mysql://root:hidden@db' });
  expect(refused).toThrow(RefusalToStart);
  expect(refused).not.toThrow(/hidden/);
});

test('networks that are allowed stand one by one, and what is none is named', () => {
  const read = (text: string) => readConfiguration([], { EVENKEEL_ALLOW_NETWORKS: text }).allowedNetworks;
  expect(read('127.0.0.1, 10.0.0.0/8 ::1')).toEqual(['127.0.0.1', '10.0.0.0/8', '::1']);
  expect(() => read('10.0.0.0/8,lan')).toThrow(/EVENKEEL_ALLOW_NETWORKS must hold .*"lan" is none/);
});

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.7', false],
  ['127.example.org', false],
])('%s is reached from this machine only: %s', (host, loopbackOnly) => {
  expect(readConfiguration(['--host', host], {}).loopbackOnly).toBe(loopbackOnly);
});
