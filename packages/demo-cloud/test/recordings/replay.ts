import type { DemoCloud, Instance, ManualClock, Migration } from '../../src/index.ts';
import type { Recording } from './files.ts';

export interface Answer {
  status: number;
  headers: string[];
  body: unknown;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const NOBODY = '11111111-2222-3333-4444-555555555555';
const SETTLE_SECONDS = 300;

/**
 * Tells the recorded story to a demo cloud: recorded ids and hosts become the demo cloud's that play the same part, and
 * each request waits until the cloud is where it was when the recording was made.
 */
export class Replay {
  readonly #cloud: DemoCloud;
  readonly #clock: ManualClock;
  readonly #region: string;
  readonly #instances = new Map<string, string>();
  /** The instance that most of the story is about. */
  readonly #main: string;
  readonly #services = new Map<string, string>();
  readonly #tokens = new Map<string, string>();

  /** The region must have three hosts; the cloud runs on this clock. */
  constructor(cloud: DemoCloud, clock: ManualClock, region: string, story: Recording[]) {
    this.#cloud = cloud;
    this.#clock = clock;
    this.#region = region;
    const part = (name: RegExp) => story.find((each) => name.test(each.name))?.request.url.match(UUID)?.[0];
    const cast = (name: RegExp, instance: string | undefined) => {
      const id = part(name);
      if (id && instance && !this.#instances.has(id)) this.#instances.set(id, instance);
    };
    const plain = (host: number, project = 'web') =>
      cloud.control.addInstances({
        region,
        project,
        metadata: { owner: 'web' },
        host: this.#host(host),
      })[0];
    const named = (name: string) => cloud.control.instances(region).find((each) => each.name === name)?.id;
    const member = story.find((each) => /-as-member@/.test(each.name));
    cast(/-as-member@/, plain(3, member?.response.status === 404 ? 'data' : 'web'));
    cast(/-server@2\.1$/, plain(3));
    this.#main = this.#instances.get(part(/-server@2\.1$/) ?? '') ?? '';
    cast(/-lock@/, plain(1));
    cast(/-migrate-live-slow@/, named('busy-cache-01'));
    cast(/-migrate-live-precheck/, named('precheck-fails-01'));
  }

  async answer(recording: Recording): Promise<Answer> {
    const { name, request } = recording;
    const url = new URL(request.url);
    const instanceId = this.#instanceId(url.pathname.match(/\/servers\/([^/]+)/)?.[1]);
    if (request.method !== 'GET') this.#arrange(recording, instanceId);
    const headers = new Headers(request.headers);
    if (headers.get('x-auth-token') === 'REDACTED-TOKEN')
      headers.set('x-auth-token', await this.#token(name));
    const answer = await fetch(this.#url(recording, url, instanceId), {
      method: request.method,
      headers,
      body: request.body === null ? undefined : JSON.stringify(this.#body(recording, instanceId)),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: [...answer.headers.keys()],
      body: text === '' ? null : JSON.parse(text),
    };
  }

  /** Lets half a second pass. */
  wait(): void {
    this.#clock.advance(500);
  }

  /** What must be so before something is asked of an instance. */
  #arrange({ name, response }: Recording, instanceId: string): void {
    const instance = this.#instance(instanceId);
    if (!instance) return;
    const status = /abort-queued/.test(name) ? 'queued' : 'running';
    if (/-(abort|force-complete)/.test(name) && response.status < 404) {
      this.#until(() => this.#newestMigration(instanceId)?.status === status);
    } else if (!/already-migrating|while-migrating|too-late/.test(name)) {
      this.#until(() => this.#instance(instanceId)?.taskState === null);
    }
    const place = (host: string) => {
      if (this.#instance(instanceId)?.host !== host) this.#cloud.control.setInstance(instanceId, { host });
    };
    if (/(block-sync|success-guess)@/.test(name)) place(this.#host(3));
    if (/second-from-the-host@/.test(name)) {
      const slow = this.#cloud.control.instances(this.#region).find((each) => each.name === 'busy-cache-01');
      place(slow?.host ?? '');
    }
  }

  #until(holds: () => boolean): void {
    for (let step = 0; step < SETTLE_SECONDS * 2 && !holds(); step += 1) this.wait();
  }

  #instance(id: string): Instance | undefined {
    return this.#cloud.control.instance(id);
  }

  #newestMigration(instanceId: string): Migration | undefined {
    return this.#cloud.control.migrations(this.#region).findLast((each) => each.instanceId === instanceId);
  }

  #instanceId(recorded: string | undefined): string {
    if (recorded === undefined || !recorded.match(UUID) || recorded === NOBODY) return recorded ?? '';
    const known = this.#instances.get(recorded);
    if (known) return known;
    const [added] = this.#cloud.control.addInstances({ region: this.#region, project: 'web' });
    this.#instances.set(recorded, added ?? '');
    return added ?? '';
  }

  #host(number: number): string {
    return this.#cloud.control.hosts(this.#region)[number - 1]?.name ?? '';
  }

  #url({ name }: Recording, url: URL, instanceId: string): string {
    const origin = new URL(this.#cloud.authUrl).origin;
    if (url.port === '5000') return `${origin}/identity${url.pathname}${url.search}`;
    let path = url.pathname + url.search;
    path = path.replace(/\/servers\/[0-9a-f-]{36}/, `/servers/${instanceId}`);
    path = path.replace(/host=compute(\d)/, (_, number) => `host=${this.#host(Number(number))}`);
    path = path.replace(/instance_uuid=.*/, (match) => `instance_uuid=${this.#instanceId(match.slice(14))}`);
    path = path.replace(/\/migrations\/(\d+)/, (match, id) =>
      id === '999999' ? match : `/migrations/${this.#newestMigration(instanceId)?.id}`,
    );
    path = path.replace(/\/req-[0-9a-f-]+/, () => `/${this.#requestId(name, instanceId)}`);
    path = path.replace(/\/os-services\/([0-9a-f-]{36})/, (_, id) => `/os-services/${this.#service(id)}`);
    if (url.port === '8778') path = `/placement${this.#placementPath(name, path)}`;
    if (url.port === '9292') path = `/image${path}`;
    if (url.port === '8774') path = `/compute${path}`;
    return `${origin}/${this.#region}${path}`;
  }

  #placementPath(name: string, path: string): string {
    if (path.includes(NOBODY)) return path;
    const provider = this.#cloud.control.hosts(this.#region)[0]?.hypervisorId ?? '';
    const project = this.#cloud.control.instances(this.#region)[0]?.projectId ?? '';
    const slow = this.#cloud.control.instances(this.#region).find((each) => each.name === 'busy-cache-01');
    const moving = this.#newestMigration(slow?.id ?? '')?.uuid ?? '';
    return path
      .replace(/\/resource_providers\/[0-9a-f-]{36}/, `/resource_providers/${provider}`)
      .replace(/project_id=.*/, `project_id=${project}`)
      .replace(/\/allocations\/([0-9a-f-]{36})/, (_, id) =>
        name.includes('of-migration@') ? `/allocations/${moving}` : `/allocations/${this.#instanceId(id)}`,
      );
  }

  /** Services were changed of all hosts but that of the main instance. */
  #service(recorded: string): string {
    const known = this.#services.get(recorded);
    if (known) return known;
    const home = this.#instance(this.#main)?.host;
    const hosts = this.#cloud.control.hosts(this.#region).filter((host) => host.name !== home);
    const service = hosts[this.#services.size]?.serviceId ?? '';
    this.#services.set(recorded, service);
    return service;
  }

  /** The newest action of the kind that was recorded. */
  #requestId(name: string, instanceId: string): string {
    const action = name.match(/action-detail-(live_migration_\w+)@/)?.[1] ?? 'live-migration';
    const actions = this.#instance(instanceId)?.actions ?? [];
    return actions.findLast((each) => each.action === action)?.requestId ?? 'none';
  }

  #body({ name, request }: Recording, instanceId: string): unknown {
    const text = JSON.stringify(request.body)
      .replaceAll('"REDACTED"', JSON.stringify(this.#cloud.password))
      .replaceAll('"viewer"', '"reader"')
      .replaceAll('"name":"demo"', name.includes('token') ? '"name":"member"' : '"name":"demo"')
      .replace(/"project":\{"name":"member"/, '"project":{"name":"web"')
      .replace(
        /"host":"compute(\d)"/,
        (_, number) => `"host":"${this.#destination(name, Number(number), instanceId)}"`,
      );
    return JSON.parse(text);
  }

  #destination(name: string, recorded: number, instanceId: string): string {
    const current = this.#instance(instanceId)?.host ?? '';
    if (name.includes('same-host')) return current;
    const wanted = this.#host(recorded);
    return wanted !== current ? wanted : this.#host((recorded % 3) + 1);
  }

  async #token(name: string): Promise<string> {
    const user = /(member)|(reader)/.exec(name)?.[0] ?? 'admin';
    const known = this.#tokens.get(user);
    if (known) return known;
    const domain = { name: 'Default' };
    const password = { user: { name: user, password: this.#cloud.password, domain } };
    const scope = { project: { name: user === 'admin' ? 'admin' : 'web', domain } };
    const body = JSON.stringify({ auth: { identity: { methods: ['password'], password }, scope } });
    const signedIn = await fetch(`${this.#cloud.authUrl}/auth/tokens`, { method: 'POST', body });
    const token = signedIn.headers.get('x-subject-token') ?? '';
    this.#tokens.set(user, token);
    return token;
  }
}
