/** What is measured: the server as `npm start` runs it, in front of a demo cloud in this process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoCloud } from '@evenkeel/demo-cloud';
import { until } from './measure.ts';

const SERVER = fileURLToPath(new URL('../packages/server/bin/evenkeel-server.mjs', import.meta.url));

export interface RunningServer {
  url: string;
  /** A request with an API token; throws when it is not answered with success. */
  request(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

/** A folder for a data directory; as root, PostgreSQL's own user has to get through it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  await chmod(path, 0o711);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Starts it with the embedded PostgreSQL and resolves when /readyz says so. `clouds`: the demo cloud as its provider. */
export async function startServer(folder: string, clouds: DemoCloud | null): Promise<RunningServer> {
  const cloudsFile = join(folder, 'clouds.yaml');
  await writeFile(cloudsFile, JSON.stringify({ clouds: clouds ? { bench: cloudsYaml(clouds) } : {} }));
  const data = join(folder, 'data');
  // The file of the server before would name its address.
  await rm(join(data, 'owner.json'), { force: true });
  const child = spawn(process.execPath, [SERVER, '--port', '0', '--data', data, '--no-demo'], {
    // The demo cloud is on this machine, and one part of the bench adds it by the API.
    env: { ...ownEnvironment(), OS_CLIENT_CONFIG_FILE: cloudsFile, EVENKEEL_ALLOW_NETWORKS: '127.0.0.0/8' },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const owner = await until('the server is ready', async () => {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`);
    const text = await readFile(join(data, 'owner.json'), 'utf8').catch(() => '');
    if (!text.endsWith('\n')) return null;
    const found = JSON.parse(text) as { url: string; ownerToken: string };
    return (await fetch(`${found.url}/readyz`).catch(() => null))?.ok ? found : null;
  });
  let token: string | null = null;
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    token ??= await createToken(owner);
    const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
    const answer = await fetch(owner.url + path, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  return {
    url: owner.url,
    request,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function createToken({ url, ownerToken }: { url: string; ownerToken: string }): Promise<string> {
  const answer = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench' }),
  });
  return ((await answer.json()) as { token: string }).token;
}

function cloudsYaml({ authUrl, username, password, projectName, regions }: DemoCloud): unknown {
  const auth = { auth_url: authUrl, username, password, project_name: projectName };
  return { auth, region_name: regions[0] };
}

function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(OS_|EVENKEEL_|DATABASE_URL$|PG|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
