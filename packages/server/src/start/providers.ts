/** The providers known at the start: the clouds of clouds.yaml and of the OS_* variables, and the demo cloud. */

import type { DemoCloud } from '@evenkeel/demo-cloud';
import { type CloudConnection, CloudError, loadClouds } from '@evenkeel/openstack';
import { sealConnection } from '../clouds.ts';
import { listProviderIds, saveProvider } from '../db/connections.ts';
import type { Db } from '../db/database.ts';
import { removeDemoProviders } from '../db/demo-providers.ts';
import type { SecretBox } from '../secrets.ts';

export interface ConfiguredClouds {
  /** By the names they have in clouds.yaml. */
  connections: ReadonlyMap<string, CloudConnection>;
  /** What could not be used, in sentences. */
  problems: string[];
}

/** Reads clouds.yaml, secure.yaml and the OS_* variables. What is wrong in them does not stop a start. */
export async function readConfiguredClouds(
  environment: Record<string, string | undefined> = process.env,
): Promise<ConfiguredClouds> {
  const problems: string[] = [];
  try {
    const onUnusable = (_name: string, reason: CloudError) => problems.push(reason.message);
    return { connections: await loadClouds({ environment, onUnusable }), problems };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { connections: new Map(), problems: [...problems, error.message] };
  }
}

/**
 * Whether the demo cloud is to run: when asked for, or when there is no cloud at all. A cloud that is configured but
 * can not be used is one all the same: a demo in its place would be taken for it.
 */
export async function wantsDemo(db: Db, asked: boolean | null, clouds: ConfiguredClouds): Promise<boolean> {
  if (asked !== null) return asked;
  if (clouds.connections.size > 0 || clouds.problems.length > 0) return false;
  return (await listProviderIds(db)).every((provider) => provider.demo);
}

/**
 * Makes each cloud a provider, or gives the provider of that name today's connection.
 * @param demo the running demo cloud: a provider for each of its regions, "Demo north" and so on. Null when none runs;
 *   then the demo providers of earlier starts are removed, with their history: that cloud is gone for good, its state
 *   was in the memory of a process, and rows of it would only look like a cloud that is down.
 * @returns sentences about what could not be done.
 */
export async function saveProviders(
  db: Db,
  secrets: SecretBox,
  clouds: ConfiguredClouds,
  demo: DemoCloud | null,
): Promise<string[]> {
  const problems = [...clouds.problems];
  const demoIds: string[] = [];
  async function save(name: string, connection: CloudConnection, isDemo: boolean): Promise<void> {
    const { region, authUrl } = connection;
    const sealed = sealConnection(connection, secrets, { trusted: true });
    const id = await saveProvider(db, { name, region, authUrl, demo: isDemo, ...sealed });
    if (id === null) {
      const other = isDemo ? 'a real cloud has it' : 'a demo has it';
      problems.push(`The cloud "${name}" was not added: that name is taken, ${other}. Rename one of them.`);
    } else if (isDemo) demoIds.push(id);
  }
  for (const region of demo?.regions ?? [])
    await save(demoProviderName(region), demoConnection(demo as DemoCloud, region), true);
  await removeDemoProviders(db, demoIds);
  for (const [name, connection] of clouds.connections) await save(name, connection, false);
  return problems;
}

export function demoProviderName(region: string): string {
  return `Demo ${region}`;
}

/** How a region of the demo cloud is reached: as any cloud is. */
export function demoConnection(demo: DemoCloud, region: string): CloudConnection {
  return {
    authUrl: demo.authUrl,
    region,
    interface: 'public',
    verify: true,
    caCertificate: null,
    auth: {
      type: 'password',
      username: demo.username,
      password: demo.password,
      userDomain: 'Default',
      projectName: demo.projectName,
      projectId: null,
      projectDomain: 'Default',
    },
  };
}
