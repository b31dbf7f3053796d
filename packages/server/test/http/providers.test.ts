/** Adding a cloud and taking it away, against the demo cloud over HTTP. */
import { createServer } from 'node:http';
import { Provider } from '@evenkeel/contract';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSecretBox } from '../../src/secrets.ts';
import { refusalOf } from './expectations.ts';
import { addMoves, addProvider } from './rows.ts';
import { type HttpUnderTest, SECRET_KEY, startHttp } from './set-up.ts';

let http: HttpUnderTest;
let demo: DemoCloud;
beforeAll(async () => {
  demo = await startDemoCloud({ instancesPerRegion: 5 });
  http = await startHttp();
});
afterEach(() => demo.control.clearFaults());
afterAll(async () => {
  await http.stop();
  await demo.close();
});

const cloud = (changes: object = {}, auth: object = {}) => ({
  name: `cloud-${crypto.randomUUID()}`,
  authUrl: demo.authUrl,
  region: 'north',
  auth: {
    ...{ type: 'password', username: demo.username, password: demo.password, projectName: demo.projectName },
    ...auth,
  },
  ...changes,
});
const add = (body: object) => http.api.post('/api/v1/providers', body);
const count = async () => (await sql`select 1 from providers`.execute(http.db)).rows.length;

describe('adding', () => {
  test('a cloud that answers gives a provider, and wakes the inventory', async () => {
    const wanted = cloud({ name: '  North  ' });
    const answer = await add(wanted);
    expect(answer.status).toBe(201);
    const provider = Provider.parse(answer.body);
    expect(provider).toMatchObject({
      ...{ name: 'North', region: 'north', authUrl: demo.authUrl, demo: false, health: 'unknown' },
      ...{ computeVersion: '2.96', instanceCount: 0, zones: [] },
    });
    expect(http.told.added).toContain(provider.id);
  });

  test('its password is in no answer, and sealed in the database', async () => {
    const wanted = cloud();
    const answer = await add(wanted);
    const { id } = Provider.parse(answer.body);
    const { rows } = await sql<{ row: string; settings: object; secret: Buffer }>`
      select providers::text as row, settings, secret from providers where id = ${id}`.execute(http.db);
    const [stored] = rows as [(typeof rows)[0]];
    for (const text of [answer.text, (await http.api.get('/api/v1/providers')).text, stored.row]) {
      expect(text).not.toContain(demo.password);
      expect(text).not.toContain(Buffer.from(demo.password).toString('hex'));
    }
    expect(stored.settings).not.toHaveProperty('auth');
    expect(JSON.parse(createSecretBox(SECRET_KEY).open(stored.secret))).toMatchObject({
      password: demo.password,
    });
  });

  test('by an application credential', async () => {
    const auth = { type: 'application-credential', ...demo.applicationCredential };
    const answer = await add({ ...cloud(), auth });
    expect(answer.status).toBe(201);
    expect(answer.text).not.toContain(demo.applicationCredential.secret);
  });

  test('the same name twice is refused, two at once too', async () => {
    const wanted = cloud();
    const answers = await Promise.all([add(wanted), add(wanted)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const again = await add(wanted);
    expect(again.status).toBe(409);
    expect(refusalOf(again)).toMatchObject({ code: 'name-taken', nextStep: expect.any(String) });
  });
});

describe('what can not be reached is refused with the reason, and nothing is stored', () => {
  async function refused(body: object, status: number, code: string) {
    const before = await count();
    const answer = await add(body);
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
    const refusal = refusalOf(answer);
    expect(refusal.code).toBe(code);
    expect(refusal.nextStep).toMatch(/^\S.+\.$/);
    expect(answer.text).not.toContain(demo.password);
    expect(await count()).toBe(before);
    return refusal;
  }

  test('a wrong password, in the words of Keystone', async () => {
    const refusal = await refused(cloud({}, { password: 'not-this-one' }), 422, 'cloud-sign-in-refused');
    expect(refusal.cloudMessage).toMatch(/authentication/i);
    expect(refusal.requestId).toMatch(/^req-/);
    expect(JSON.stringify(refusal)).not.toContain('not-this-one');
  });

  test('an unknown project', async () => {
    await refused(cloud({}, { projectName: 'nothing' }), 422, 'cloud-sign-in-refused');
  });

  test('an address where nobody listens', async () => {
    const refusal = await refused(cloud({ authUrl: 'http://127.0.0.1:9/v3' }), 502, 'cloud-unreachable');
    expect(refusal.message).toContain('127.0.0.1:9');
  });

  test('a name that is not in the DNS', async () => {
    await refused(cloud({ authUrl: 'https://nowhere.invalid/v3' }), 502, 'cloud-unreachable');
  });

  test('a region that the catalog does not have', async () => {
    const refusal = await refused(cloud({ region: 'west' }), 422, 'cloud-configuration');
    expect(refusal.message).toContain('west');
  });

  test('a server that is no Keystone', async () => {
    const page = createServer((_request, response) => response.end('<html>Horizon</html>'));
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    const { port } = page.address() as { port: number };
    try {
      await refused(cloud({ authUrl: `http://127.0.0.1:${port}/v3` }), 422, 'cloud-unexpected-answer');
    } finally {
      page.close();
    }
  });

  test('a server that has nothing at this address', async () => {
    const refusal = await refused(
      cloud({ authUrl: `${new URL(demo.authUrl).origin}/nothing` }),
      422,
      'cloud-unexpected-answer',
    );
    expect(refusal.message).toContain('404');
  });

  test('a cloud that hangs', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const impatient = await startHttp({ identifyMs: 300 });
    try {
      const answer = await impatient.api.post(
        '/api/v1/providers',
        cloud({ authUrl: `http://127.0.0.1:${port}/v3` }),
      );
      expect(answer.status).toBe(503);
      expect(refusalOf(answer).code).toBe('cloud-timeout');
    } finally {
      await impatient.stop();
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe('bad input', () => {
  test.each([
    ['a name of blanks', { name: '   ' }, '"name"'],
    ['a name too long', { name: 'x'.repeat(101) }, '"name"'],
    ['no address', { authUrl: 'keystone' }, '"authUrl"'],
    ['a file as address', { authUrl: 'file:///etc/passwd' }, '"authUrl"'],
    ['a password in the address', { authUrl: 'https://admin:hunter2@cloud.example/v3' }, '"authUrl"'],
    ['another interface', { interface: 'secret' }, '"interface"'],
    ['a certificate that is none', { caCertificate: 'not PEM' }, '"caCertificate"'],
    ['a field nobody knows', { colour: 'red' }, '"colour"'],
    ['another kind of authentication', { auth: { type: 'magic' } }, '"auth.type"'],
    ['NUL in a name', { name: 'a\0b' }, '"name"'],
  ])('%s is a 400 that names it', async (_what, changes, field) => {
    const answer = await add(cloud(changes));
    expect(answer.status).toBe(400);
    expect(refusalOf(answer).message).toContain(field);
    expect(answer.text).not.toContain(demo.password);
  });

  test('a password that lacks is named', async () => {
    const answer = await add(cloud({}, { password: '' }));
    expect(answer.status).toBe(400);
    expect(refusalOf(answer).message).toContain('"auth.password"');
  });

  test('a body that is no JSON, none, or of another type', async () => {
    const broken = await http.api.send('POST', '/api/v1/providers', { body: '{"name":' });
    expect([broken.status, refusalOf(broken).code]).toEqual([400, 'bad-request']);
    const none = await http.api.send('POST', '/api/v1/providers');
    expect([none.status, refusalOf(none).code]).toEqual([400, 'bad-request']);
    const form = await http.api.send('POST', '/api/v1/providers', {
      body: 'name=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, refusalOf(form).code]).toEqual([415, 'unsupported-media-type']);
    const big = await add(cloud({ caCertificate: 'x'.repeat(2 ** 20) }));
    expect([big.status, refusalOf(big).code]).toEqual([413, 'request-too-large']);
  });
});

describe('removing', () => {
  const remove = (id: string) => http.api.delete(`/api/v1/providers/${id}`);

  test('takes the provider and what was seen of it, and tells the inventory', async () => {
    const id = await addProvider(http.db, { name: 'to go' });
    await addMoves(http.db, id, [{ instance_id: 'a', state: 'ended', outcome: 'succeeded' }]);
    expect((await remove(id)).status).toBe(204);
    expect(http.told.removed).toContain(id);
    expect((await remove(id)).status).toBe(404);
  });

  test('waits for the moves that are under way', async () => {
    const id = await addProvider(http.db, { name: 'busy' });
    await addMoves(http.db, id, [{ instance_id: 'a', state: 'copying' }]);
    const answer = await remove(id);
    expect(answer.status).toBe(409);
    expect(refusalOf(answer)).toMatchObject({ code: 'moves-under-way', nextStep: expect.any(String) });
    expect(http.told.removed).not.toContain(id);
    await sql`update moves set outcome = 'succeeded', state = 'ended' where provider_id = ${id}`.execute(
      http.db,
    );
    expect((await remove(id)).status).toBe(204);
  });

  test('is refused while a host is in maintenance or a campaign is open, unless that is abandoned', async () => {
    const id = await addProvider(http.db, { name: 'held' });
    const row = { provider_id: id, created_by: 'ada', reason: '', request_digest: 'd' };
    await http.db
      .insertInto('maintenances')
      .values({ ...row, idempotency_key: 'k', host: 'compute-03', choices: '{}', limits: '{}' })
      .execute();
    const held = await remove(id);
    expect([held.status, refusalOf(held)]).toEqual([
      409,
      expect.objectContaining({ code: 'in-maintenance', message: expect.stringContaining('compute-03') }),
    ]);
    await http.db
      .insertInto('campaigns')
      .values({ ...row, idempotency_key: 'c', name: 'Kernel of March', settings: '{}' })
      .execute();
    const open = await remove(id);
    expect([open.status, refusalOf(open)]).toEqual([
      409,
      expect.objectContaining({ code: 'campaign-open', message: expect.stringContaining('Kernel of March') }),
    ]);
    await addMoves(http.db, id, [{ instance_id: 'a', state: 'copying' }]);
    expect(refusalOf(await remove(id)).code).toBe('moves-under-way');
    expect((await http.api.delete(`/api/v1/providers/${id}?abandon=true`)).status).toBe(204);
    expect((await remove(id)).status).toBe(404);
  });

  test('an id that is none is a 400, an unknown one a 404', async () => {
    expect((await remove('north')).status).toBe(400);
    const unknown = await remove(crypto.randomUUID());
    expect([unknown.status, refusalOf(unknown).code]).toEqual([404, 'not-found']);
  });
});

describe('what it is given at one time', () => {
  const patch = (path: string, body: object) => http.api.send('PATCH', path, { body });
  const limits = { perSourceHost: 1, total: 4, linkGbps: 10, secondsPerMove: 5 };
  test('is what Nova does by itself until somebody says otherwise; what is not named stays', async () => {
    const id = await addProvider(http.db, { name: 'limited' });
    const path = `/api/v1/providers/${id}/limits`;
    expect((await http.api.get(path)).body).toEqual(limits);
    const wider = { ...limits, perSourceHost: 2, linkGbps: 2.5 };
    const changed = await patch(path, { perSourceHost: 2, linkGbps: 2.5 });
    expect(changed).toMatchObject({ status: 200, body: wider });
    expect((await http.api.get(path)).body).toEqual(wider);
    for (const wrong of [
      { perSourceHost: 0 },
      { total: 1.5 },
      { linkGbps: 0 },
      { secondsPerMove: -1 },
      { all: 3 },
    ])
      expect((await patch(path, wrong)).status).toBe(400);
    expect((await http.api.get(path)).body).toEqual(wider);
    const nobody = `/api/v1/providers/${crypto.randomUUID()}/limits`;
    expect([(await http.api.get(nobody)).status, (await patch(nobody, {})).status]).toEqual([404, 404]);
  });
});
