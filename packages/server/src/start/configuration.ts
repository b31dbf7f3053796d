/** What the person who starts Evenkeel may choose: options first, then the environment, then what is usual. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { CertificateFiles } from '../http/certificate.ts';
import { firstNoNetwork } from '../net/index.ts';
import { RefusalToStart } from './refusal-to-start.ts';

export interface Configuration {
  /** 0 takes any free port. */
  port: number;
  host: string;
  /** Nobody but this machine can reach `host`. */
  loopbackOnly: boolean;
  /** Absolute. */
  dataDirectory: string;
  /** Null: the demo cloud runs when no cloud is configured. */
  demo: boolean | null;
  /** A PostgreSQL to be used instead of the embedded one. Holds a password: never to be shown. */
  databaseUrl: string | null;
  /** 32 bytes in base64; null: the one of the data directory. */
  secretKey: string | null;
  /** The administrator gets a code for choosing a new password. */
  resetPassword: boolean;
  /** Addresses and ranges that clouds, webhooks and others added by the API may lead to, whatever the rules say. */
  allowedNetworks: string[];
  /** Names under which the server is reached, besides loopback's. */
  hosts: string[];
  /** Addresses and ranges of the reverse proxies whose X-Forwarded-* are believed. */
  trustedProxies: string[];
  /** Null: without TLS. */
  tls: CertificateFiles | null;
  /** The commands that campaigns and returns may name; null: none. */
  commandsFile: string | null;
  /** The folder of the built web console. */
  webRoot: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Options {
  port?: string;
  host?: string;
  data?: string;
  demo?: boolean;
  resetPassword?: boolean;
  tlsCert?: string;
  tlsKey?: string;
  commands?: string;
}

const WEB_ROOT = fileURLToPath(new URL('../../../web/dist', import.meta.url));

/**
 * @param argv the arguments alone, without node and the script.
 * Throws RefusalToStart for a bad value; commander's CommanderError for --help and for what it does not know, with
 * the text already written.
 */
export function readConfiguration(argv: readonly string[], environment: Environment): Configuration {
  const options = command().parse(argv, { from: 'user' }).opts<Options>();
  const setting = (option: string | undefined, variable: string, usual: string) =>
    option ?? (environment[variable] || usual);
  const host = setting(options.host, 'EVENKEEL_HOST', '127.0.0.1');
  return {
    port: portOf(setting(options.port, 'EVENKEEL_PORT', '8480')),
    host,
    loopbackOnly: isLoopbackAddress(host),
    dataDirectory: resolve(setting(options.data, 'EVENKEEL_DATA', '.evenkeel')),
    demo: options.demo ?? null,
    databaseUrl: databaseUrlOf(environment.DATABASE_URL),
    secretKey: environment.EVENKEEL_SECRET_KEY || null,
    resetPassword: options.resetPassword ?? false,
    allowedNetworks: networksOf(environment.EVENKEEL_ALLOW_NETWORKS, 'EVENKEEL_ALLOW_NETWORKS'),
    hosts: wordsOf(environment.EVENKEEL_HOSTS),
    trustedProxies: networksOf(environment.EVENKEEL_TRUSTED_PROXIES, 'EVENKEEL_TRUSTED_PROXIES'),
    tls: tlsOf(
      setting(options.tlsCert, 'EVENKEEL_TLS_CERT', ''),
      setting(options.tlsKey, 'EVENKEEL_TLS_KEY', ''),
    ),
    commandsFile: fileOf(setting(options.commands, 'EVENKEEL_COMMANDS', '')),
    webRoot: WEB_ROOT,
  };
}

function command(): Command {
  return new Command('npm start --')
    .usage('[options]')
    .description('Starts Evenkeel: the web console and the REST API, until Ctrl-C.')
    .option('--port <number>', 'port to listen on, 0 for any free one (EVENKEEL_PORT; 8480)')
    .option('--host <address>', 'address to listen on (EVENKEEL_HOST; 127.0.0.1: this machine only)')
    .option('--data <folder>', 'data directory: database, key, log (EVENKEEL_DATA; ./.evenkeel)')
    .option('--demo', 'run the demo cloud beside the configured clouds')
    .option('--no-demo', 'run no demo cloud, even when no cloud is configured')
    .option('--reset-password', 'print a code with which the user admin chooses a new password')
    .option('--tls-cert <file>', 'certificate in PEM, for https (EVENKEEL_TLS_CERT)')
    .option('--tls-key <file>', 'its key in PEM (EVENKEEL_TLS_KEY)')
    .option('--commands <file>', 'JSON file of commands that campaigns may name (EVENKEEL_COMMANDS)')
    .addHelpText(
      'after',
      `
Clouds are read from clouds.yaml and the OS_* variables, as the openstack command does.
DATABASE_URL        a PostgreSQL to use instead of the embedded one
EVENKEEL_SECRET_KEY 32 bytes in base64 that seal the clouds' passwords, instead of the data directory's secret.key
EVENKEEL_HOSTS      names under which Evenkeel is reached; requests under others are refused
EVENKEEL_TRUSTED_PROXIES  addresses of the proxies before it, whose X-Forwarded-* are believed
EVENKEEL_ALLOW_NETWORKS  addresses and ranges (10.0.0.0/8, ...) that clouds and services added by the API may lead
                    to although they are this machine's or its link's`,
    )
    .allowExcessArguments(false)
    .exitOverride();
}

function fileOf(text: string): string | null {
  return text === '' ? null : resolve(text);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new RefusalToStart(`The port must be a number from 0 to 65535, not "${text}".`);
}

function networksOf(text: string | undefined, variable: string): string[] {
  const networks = wordsOf(text);
  const wrong = firstNoNetwork(networks);
  if (wrong === null) return networks;
  throw new RefusalToStart(
    `${variable} must hold addresses and ranges such as 10.0.0.0/8, separated by commas; "${wrong}" is none.`,
  );
}

function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter(Boolean);
}

function tlsOf(certFile: string, keyFile: string): CertificateFiles | null {
  if (!certFile && !keyFile) return null;
  if (certFile && keyFile) return { certFile: resolve(certFile), keyFile: resolve(keyFile) };
  throw new RefusalToStart('TLS needs both --tls-cert and --tls-key.');
}

function databaseUrlOf(text: string | undefined): string | null {
  if (!text) return null;
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  throw new RefusalToStart('DATABASE_URL must begin with postgresql:// (its value is not shown here).');
}

function isLoopbackAddress(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
