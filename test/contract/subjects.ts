import { appendFileSync } from 'node:fs';
import { startDemoCloud } from '@evenkeel/demo-cloud';
import {
  type Cloud,
  type CloudConnection,
  type ComputeService,
  createCloud,
  loadClouds,
  type Server,
} from '@evenkeel/openstack';
import { type Exchange, startWire, type Wire } from './wire.ts';

/** A cloud that the suite is held against. The tests see nothing else of it: none knows which cloud it has. */
export interface Subject {
  cloud: Cloud;
  wire: Wire;
  /** Another connection through the same wire, with changes such as another password. */
  connect(changes?: Partial<CloudConnection>): Cloud;
  connection: CloudConnection;
  /** The only instances that a test may ask anything of. */
  instances(): Promise<Server[]>;
  /** The only hosts that a test may disable for a moment. */
  hosts(): Promise<string[]>;
  /** A connection of somebody who may only read; null when none was named. */
  reader(): Cloud | null;
  /** How often a move is looked at, and how long it may take, in milliseconds. */
  pollMs: number;
  moveMs: number;
  close(): Promise<void>;
}

/** Demo time against real time: an instance of 2 GiB moves in about half a second, slow enough to be watched. */
const TIME_SCALE = 20;

/** By name. The demo cloud's two regions differ in their disks: shared in the first, local in the second. */
export function subjects(environment = process.env): Record<string, () => Promise<Subject>> {
  const name = environment.EVENKEEL_CONTRACT_CLOUD;
  const real = name ? { [`the cloud ${name}`]: () => realCloud(name, environment) } : {};
  return {
    'the demo cloud with shared disks': () => demoCloud('north'),
    'the demo cloud with local disks': () => demoCloud('south'),
    ...real,
  };
}

async function demoCloud(region: string): Promise<Subject> {
  const demo = await startDemoCloud({ timeScale: TIME_SCALE });
  const add = (name: string, more = {}) => demo.control.addInstances({ region, name, ...more });
  const ids = [
    ...add('contract-01'),
    ...add('contract-02'),
    ...add('contract-stopped', { state: 'stopped' }),
  ];
  for (const id of add('contract-deleted')) demo.control.deleteInstance(id);
  const connection: CloudConnection = {
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
  const subject = await subjectOf(connection, { pollMs: 10, moveMs: 30_000 });
  return {
    ...subject,
    instances: () => Promise.all(ids.map((id) => subject.cloud.getServer(id))),
    hosts: async () =>
      (await subject.cloud.listComputeServices()).filter(takesInstances).map(({ host }) => host),
    reader: () =>
      subject.connect({
        auth: { ...connection.auth, username: 'reader', projectName: 'web' } as CloudConnection['auth'],
      }),
    close: () => subject.close().then(() => demo.close()),
  };
}

const takesInstances = ({ state, status }: ComputeService) => state === 'up' && status === 'enabled';

/**
 * The cloud of clouds.yaml. By comma: `EVENKEEL_CONTRACT_INSTANCES` names the instances that may be moved,
 * `EVENKEEL_CONTRACT_HOSTS` the hosts that may be disabled; `EVENKEEL_CONTRACT_READER` names a reader's cloud.
 */
async function realCloud(name: string, environment: NodeJS.ProcessEnv): Promise<Subject> {
  const clouds = await loadClouds({ environment });
  const connection = clouds.get(name);
  if (!connection)
    throw new Error(`clouds.yaml has no cloud ${name}; it has ${[...clouds.keys()].join(', ')}`);
  const named = byComma(environment.EVENKEEL_CONTRACT_INSTANCES);
  const reader = clouds.get(environment.EVENKEEL_CONTRACT_READER ?? '');
  const minutes = Number(environment.EVENKEEL_CONTRACT_MOVE_MINUTES ?? 5);
  const record = environment.EVENKEEL_CONTRACT_RECORD;
  const keep = record ? (one: Exchange) => appendFileSync(record, `${JSON.stringify(one)}\n`) : undefined;
  const subject = await subjectOf(connection, { pollMs: 400, moveMs: minutes * 60_000 }, keep);
  return {
    ...subject,
    async instances() {
      const all = await subject.cloud.listServers();
      return named.map((text) => {
        const found = all.filter((server) => server.name === text || server.id === text);
        if (found.length !== 1) throw new Error(`${found.length} instances of ${name} are called ${text}`);
        return found[0] as Server;
      });
    },
    hosts: async () => byComma(environment.EVENKEEL_CONTRACT_HOSTS),
    reader: () => (reader ? subject.connect({ ...reader, authUrl: subject.wire.authUrl }) : null),
  };
}

const byComma = (text = '') => text.split(',').filter((one) => one !== '');

async function subjectOf(
  connection: CloudConnection,
  times: Pick<Subject, 'pollMs' | 'moveMs'>,
  keep?: (one: Exchange) => void,
): Promise<Omit<Subject, 'instances' | 'hosts' | 'reader'>> {
  const wire = await startWire(connection, keep);
  const open: Cloud[] = [];
  const connect = (changes: Partial<CloudConnection> = {}): Cloud => {
    const cloud = createCloud({ ...connection, authUrl: wire.authUrl, ...changes });
    open.push(cloud);
    return cloud;
  };
  return {
    ...times,
    connection,
    wire,
    connect,
    cloud: connect(),
    async close() {
      await Promise.all(open.map((cloud) => cloud.close()));
      await wire.close();
    },
  };
}
