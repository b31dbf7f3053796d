/** A whole Evenkeel for a test: in this process, or as a process of its own that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type DemoCloud, type DemoCloudOptions, startDemoCloud } from '@evenkeel/demo-cloud';
import pino from 'pino';
import type { Db } from '../src/db/database.ts';
import { createToken } from '../src/db/tokens.ts';
import { type Evenkeel, type Parts, start } from '../src/main.ts';
import { demoProviderName } from '../src/start/providers.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

const POLL_MILLISECONDS = 20;
const READY_MILLISECONDS = 60_000;

/** Waits until the condition gives something else than null, undefined and false, and gives that. */
export async function until<Value>(
  what: string,
  condition: () => Promise<Value> | Value,
  milliseconds = READY_MILLISECONDS,
): Promise<NonNullable<Exclude<Value, false>>> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== undefined && value !== false)
      return value as NonNullable<Exclude<Value, false>>;
    if (Date.now() > deadline) throw new Error(`Waited ${milliseconds} ms in vain: ${what}.`);
    await sleep(POLL_MILLISECONDS);
  }
}

/** Of a test's own; as root, PostgreSQL's user has to get through it to its own folder. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
  await chmod(folder, 0o711);
  return folder;
}

export interface TestServerOptions {
  /** For the demo cloud that is started. */
  demo?: DemoCloudOptions;
  /** One that runs already and outlives the server. */
  demoCloud?: DemoCloud;
  /** One that is there already and outlives the server. */
  database?: TestDatabase;
  runner?: Parts['runner'];
  maintenance?: Parts['maintenance'];
  campaigns?: Parts['campaigns'];
  balance?: Parts['balance'];
  approvals?: Parts['approvals'];
  http?: Parts['http'];
  /** Silent when not given. */
  logger?: Parts['logger'];
  outside?: Parts['outside'];
  commandsFile?: string;
  resetPassword?: boolean;
  /** False: does not wait until every provider was observed once. */
  ready?: boolean;
  /** The folder of a built web console; none otherwise. */
  webRoot?: string;
}

export interface TestServer {
  url: string;
  /** An API token. */
  token: string;
  demo: DemoCloud;
  db: Db;
  databaseUrl: string;
  /** The data directory. */
  data: string;
  /** The server itself: its owner token, the administrator's code and so on. */
  evenkeel: Evenkeel;
  /** A request with the token; the path begins with /. */
  request(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

/** A server in this process, on any free port, with the demo cloud's regions as providers "Demo north" and "Demo south". */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const data = await temporaryFolder();
  const database = options.database ?? (await createTestDatabase());
  const demo = options.demoCloud ?? (await startDemoCloud(options.demo));
  async function cleanUp(): Promise<void> {
    if (!options.demoCloud) await demo.close();
    if (!options.database) await database.drop();
    await rm(data, { recursive: true, force: true });
  }
  try {
    const evenkeel = await start(
      {
        port: 0,
        host: '127.0.0.1',
        loopbackOnly: true,
        dataDirectory: data,
        demo: true,
        databaseUrl: database.url,
        secretKey: null,
        resetPassword: options.resetPassword ?? false,
        allowedNetworks: [],
        hosts: [],
        trustedProxies: [],
        tls: null,
        commandsFile: options.commandsFile ?? null,
        webRoot: options.webRoot ?? join(data, 'no-web-console'),
      },
      {
        logger: options.logger ?? pino({ level: process.env.EVENKEEL_TEST_LOG ?? 'silent' }),
        clouds: { connections: new Map(), problems: [] },
        demoCloud: demo,
        ...(options.runner && { runner: options.runner }),
        ...(options.maintenance && { maintenance: options.maintenance }),
        ...(options.campaigns && { campaigns: options.campaigns }),
        ...(options.outside && { outside: options.outside }),
        ...(options.balance && { balance: options.balance }),
        ...(options.approvals && { approvals: options.approvals }),
        ...(options.http && { http: options.http }),
      },
    );
    const { url, db } = evenkeel;
    if (options.ready !== false) await until('the server is ready', () => isReady(url));
    const { token } = await createToken(db, { name: 'test', createdBy: 'test' });
    return {
      url,
      token,
      demo,
      db,
      databaseUrl: database.url,
      data,
      evenkeel,
      request: (path, init = {}) =>
        fetch(url + path, {
          ...init,
          headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
        }),
      async stop() {
        await evenkeel.stop();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** The administrator's password from now on, chosen with the code of the first start; then signed in. */
export const CHOSEN_PASSWORD = 'correct horse battery staple';
export function choosePassword(url: string, code: string, newPassword = CHOSEN_PASSWORD): Promise<Response> {
  return fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: code, newPassword }),
  });
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

export interface ServerProcessOptions {
  /** A data directory that outlives the process; otherwise one of its own. */
  data?: string;
  /** Null, the default: the embedded PostgreSQL. */
  databaseUrl?: string | null;
  /** A demo cloud that outlives the process, as providers "Demo north" and so on; otherwise it runs one itself. */
  demoCloud?: DemoCloud;
  /** More arguments; `--port 0` goes before them. */
  arguments?: string[];
  env?: Record<string, string>;
  /** With times short enough for a test, and begun only by `begin`: see quick-server.mjs. */
  quick?: boolean;
}

export interface ServerProcess {
  pid: number;
  data: string;
  /** What it has written so far, both streams. */
  output(): string;
  /** Resolves when it has ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Lets a quick one begin. */
  begin(): void;
  /** Resolves once every provider was observed once, with the address; rejects when it ends before that. */
  ready(): Promise<string>;
  /** Makes an API token by the owner's, as `evenkeel token create` does. */
  createToken(): Promise<string>;
  /** To its whole process group, as a terminal does it. */
  kill(signal: NodeJS.Signals): void;
  /** Ends it when it still runs, and removes what it was given for itself. */
  stop(): Promise<void>;
}

const SERVER = fileURLToPath(new URL('../bin/evenkeel-server.mjs', import.meta.url));
const QUICK_SERVER = fileURLToPath(new URL('quick-server.mjs', import.meta.url));

/** Starts the server as `npm start` does, but for the web console, which is not built. Does not wait: see `ready`. */
export async function startServerProcess(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  const folder = await temporaryFolder();
  const data = options.data ?? join(folder, 'data');
  const cloudsFile = join(folder, 'clouds.yaml');
  await writeFile(cloudsFile, cloudsYaml(options.demoCloud));
  const child = spawn(
    process.execPath,
    [options.quick ? QUICK_SERVER : SERVER, '--port', '0', '--data', data, ...(options.arguments ?? [])],
    {
      cwd: folder,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...cleanEnvironment(),
        OS_CLIENT_CONFIG_FILE: cloudsFile,
        ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
        ...options.env,
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const owner = async () => JSON.parse(await readFile(join(data, 'owner.json'), 'utf8'));
  const holder = async () => JSON.parse(await readFile(join(data, 'lock'), 'utf8'));

  return {
    pid: child.pid as number,
    data,
    output: () => output,
    exited,
    begin: () => child.stdin?.end(),
    async ready() {
      return until('the server process is ready', async () => {
        if (hasEnded(child)) throw new Error(`The server ended before it was ready:\n${output}`);
        // What a killed predecessor left names an address where by now another server may answer.
        const { pid, url } = await holder().catch(() => ({ pid: null, url: null }));
        return pid === child.pid && url !== null && (await isReady(url)) ? (url as string) : null;
      });
    },
    async createToken() {
      const { url, ownerToken } = await owner();
      const response = await fetch(`${url}/api/v1/tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'test' }),
      });
      return ((await response.json()) as { token: string }).token;
    },
    kill: (signal) => {
      if (!hasEnded(child)) process.kill(-(child.pid as number), signal);
    },
    async stop() {
      if (!hasEnded(child)) child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Ours alone: neither the developer's clouds nor settings of another Evenkeel. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(OS_|EVENKEEL_|DATABASE_URL$|PG|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** JSON is YAML. */
function cloudsYaml(demo: DemoCloud | undefined): string {
  const clouds = (demo?.regions ?? []).map((region) => [
    demoProviderName(region),
    {
      region_name: region,
      auth: {
        auth_url: demo?.authUrl,
        username: demo?.username,
        password: demo?.password,
        project_name: demo?.projectName,
      },
    },
  ]);
  return JSON.stringify({ clouds: Object.fromEntries(clouds) });
}
