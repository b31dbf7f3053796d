/** Signing in at a real OpenID Connect issuer, and what people try who are not who they say. */
import { SignInTrial, SignInWay } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../http/client.ts';
import { refusalOf } from '../http/expectations.ts';
import { type HttpUnderTest, startHttp } from '../http/set-up.ts';
import { Browser, startIssuer } from './issuer.ts';

let http: HttpUnderTest;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let way: SignInWay;
beforeAll(async () => {
  issuer = await startIssuer();
  http = await startHttp();
  const answer = await http.api.post('/api/v1/sign-in/ways', wanted());
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  way = SignInWay.parse(answer.body);
  issuer.allow(way.redirectUri as string);
  issuer.groups.set('ann', ['cloud-operators', 'choir']);
  issuer.groups.set('bob', ['choir']);
});
afterAll(async () => {
  await http.stop();
  await issuer.stop();
});

const grant = { role: 'operator', providerId: null, zone: 'zone-1', projectId: null };
const wanted = (changes: Record<string, unknown> = {}) => ({
  kind: 'oidc',
  name: 'Company',
  settings: {
    issuer: issuer.url,
    clientId: issuer.clientId,
    groups: [
      { group: 'cloud-operators', grant },
      { group: 'auditors', grant: { role: 'viewer' } },
    ],
    ...changes,
  },
  clientSecret: issuer.clientSecret,
});
const start = (to?: string) =>
  `${http.url}/api/v1/sign-in/ways/${way.id}/start${to === undefined ? '' : `?${new URLSearchParams({ to })}`}`;
const atCallback = (url: string) => url.includes('/callback');
const whoIs = async (browser: Browser) => {
  const answer = await browser.open(`${http.url}/api/v1/session`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('a sign-in at an issuer', () => {
  test('gives a session with the grants of the groups, and leads to where one wanted to go', async () => {
    const browser = new Browser();
    const end = await browser.signInAt(start('/hosts?zone=a'), 'ann');
    expect(end.url).toBe(`${http.url}/hosts?zone=a`);
    expect(await whoIs(browser)).toMatchObject({
      status: 200,
      body: { username: 'ann@Company', way: 'oidc', grants: [grant] },
    });
  });

  test('maps the groups anew each time: another one, none, and one again', async () => {
    const browser = new Browser();
    issuer.groups.set('cyd', ['auditors']);
    await browser.signInAt(start(), 'cyd');
    expect((await whoIs(browser)).body.grants).toMatchObject([{ role: 'viewer' }]);
    const { rows } = await sql<{ id: string }>`select id from users where username = 'cyd@Company'`.execute(
      http.db,
    );
    // What a person gave by hand stays whatever the groups say.
    await sql`insert into grants (user_id, role, zone, granted_by)
      values (${rows[0]?.id}, 'viewer', 'by-hand', 'admin')`.execute(http.db);
    issuer.groups.set('cyd', ['cloud-operators']);
    const again = new Browser();
    await again.signInAt(start(), 'cyd');
    const zones = ((await whoIs(again)).body.grants as { zone: string }[]).map(({ zone }) => zone);
    expect(zones.sort()).toEqual(['by-hand', 'zone-1']);
    issuer.groups.set('cyd', []);
    const gone = await new Browser().signInAt(start(), 'cyd');
    expect(gone.url).toBe(`${http.url}/?sign-in=no-group`);
    for (const one of [browser, again]) expect((await whoIs(one)).status).toBe(401);
    const after = await sql`select id from users where username = 'cyd@Company'`.execute(http.db);
    expect(after.rows).toEqual(rows);
  });

  test('without a group that counts makes no account', async () => {
    const browser = new Browser();
    expect((await browser.signInAt(start(), 'bob')).url).toBe(`${http.url}/?sign-in=no-group`);
    expect((await whoIs(browser)).status).toBe(401);
    expect((await sql`select from users where username like 'bob%'`.execute(http.db)).rows).toEqual([]);
  });

  test('of a disabled user comes to nothing', async () => {
    await sql`update users set disabled_at = now() where username = 'ann@Company'`.execute(http.db);
    expect((await new Browser().signInAt(start(), 'ann')).url).toBe(`${http.url}/?sign-in=disabled`);
    await sql`update users set disabled_at = null`.execute(http.db);
  });

  test('ends with the address where the session at the issuer ends', async () => {
    const browser = new Browser();
    await browser.signInAt(start(), 'ann');
    const init = { method: 'DELETE', headers: { 'x-evenkeel-request': '1' } };
    const answer = await browser.open(`${http.url}/api/v1/session`, init);
    expect(answer.status).toBe(200);
    const { endElsewhere } = (await answer.json()) as { endElsewhere: string };
    expect(endElsewhere).toMatch(new RegExp(`^${issuer.url}/session/end\\?`));
    expect((await whoIs(browser)).status).toBe(401);
  });
});

describe('who forges the call-back', () => {
  test('with a code of their own finds no session in the browser of another (a planted sign-in)', async () => {
    const attacker = new Browser();
    const caught = await attacker.signInAt(start(), 'ann', atCallback);
    const victim = new Browser();
    // Without a departure, and with one of their own: the state is not theirs.
    expect((await victim.open(caught.url)).headers.get('location')).toBe('/?sign-in=forged');
    await victim.open(start());
    expect((await victim.open(caught.url)).headers.get('location')).toBe('/?sign-in=forged');
    expect((await whoIs(victim)).status).toBe(401);
  });

  test.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['another code', (url: URL) => url.searchParams.set('code', 'made-up')],
    ['no code', (url: URL) => url.searchParams.delete('code')],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['two codes', (url: URL) => url.searchParams.append('code', 'second')],
  ])('with %s is told so, and signed in nowhere', async (_what, forge) => {
    const browser = new Browser();
    const caught = new URL((await browser.signInAt(start(), 'ann', atCallback)).url);
    forge(caught);
    const location = (await browser.open(caught.href)).headers.get('location');
    expect(location).toMatch(/^\/\?sign-in=(forged|refused-there)$/);
    expect((await whoIs(browser)).status).toBe(401);
  });

  test('twice with the same code: the second comes to nothing', async () => {
    const browser = new Browser();
    const caught = await browser.signInAt(start(), 'ann', atCallback);
    const departure = browser.cookie(http.url);
    expect((await browser.open(caught.url)).headers.get('location')).toBe('/');
    const replay = await fetch(caught.url, { headers: { cookie: departure }, redirect: 'manual' });
    expect(replay.headers.get('location')).toMatch(/sign-in=/);
    expect(replay.headers.getSetCookie().join()).not.toContain('evenkeel_session=');
  });

  test('with the nonce of another departure is told so', async () => {
    const browser = new Browser();
    const left = await browser.open(start());
    const url = new URL(left.headers.get('location') as string);
    url.searchParams.set('nonce', 'another-one');
    const caught = await browser.signInAt(url.href, 'ann', atCallback);
    expect((await browser.open(caught.url)).headers.get('location')).toBe('/?sign-in=forged');
  });

  test('with a departure that was changed, or of another way, is told so', async () => {
    const browser = new Browser();
    const caught = await browser.signInAt(start(), 'ann', atCallback);
    const cookie = browser.cookie(http.url).replace(/(departure=.{40})./, (_all, head) => `${head}-`);
    const changed = await fetch(caught.url, { headers: { cookie }, redirect: 'manual' });
    expect(changed.headers.get('location')).toBe('/?sign-in=forged');
    const other = caught.url.replace(way.id, crypto.randomUUID());
    expect((await browser.open(other)).headers.get('location')).toBe('/?sign-in=forged');
  });

  test('sends nobody to another site', async () => {
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', '/%09/evil.example']) {
      const end = await new Browser().signInAt(start(to), 'ann');
      expect(new URL(end.url).origin).toBe(http.url);
    }
  });

  test('finds a departure only in a cookie that other sites and scripts do not read', async () => {
    const line = (await new Browser().open(start())).headers.getSetCookie()[0] as string;
    expect(line).toMatch(/^evenkeel_departure=[\w-]+; .*HttpOnly; SameSite=Lax/);
    expect(line).not.toContain('nonce');
  });
});

describe('a way to sign in', () => {
  const trial = async (id: string) =>
    SignInTrial.parse((await http.api.post(`/api/v1/sign-in/ways/${id}/test`, {})).body);

  test('tells who came by it, and whether its issuer answers', async () => {
    await new Browser().signInAt(start(), 'ann');
    const [shown] = (await http.api.get('/api/v1/sign-in/ways')).body as SignInWay[];
    const { rows } = await sql`select from identities where way_id = ${way.id}`.execute(http.db);
    expect(shown?.accounts).toBe(rows.length);
    expect(Date.parse(shown?.lastSignInAt as string)).toBeGreaterThan(Date.now() - 60_000);
    expect(await trial(way.id)).toMatchObject({
      answers: true,
      message: expect.stringContaining(`sign in at ${new URL(issuer.url).host}. Whether`),
    });
    expect((await http.api.post(`/api/v1/sign-in/ways/${crypto.randomUUID()}/test`, {})).status).toBe(404);
  });

  test('can be disabled while its issuer is away, and not enabled', async () => {
    const other = await startIssuer();
    const body = { ...wanted({ issuer: other.url }), name: 'Leaving' };
    const made = SignInWay.parse((await http.api.post('/api/v1/sign-in/ways', body)).body);
    await other.stop();
    expect(await trial(made.id)).toMatchObject({
      answers: false,
      message: expect.stringMatching(/^Leaving can not be reached.*It was said: .*ECONNREFUSED/),
    });
    const path = `/api/v1/sign-in/ways/${made.id}`;
    const off = await http.api.send('PUT', path, { body: { ...body, enabled: false } });
    expect([off.status, off.body]).toEqual([200, expect.objectContaining({ enabled: false })]);
    const on = await http.api.send('PUT', path, { body });
    expect([on.status, refusalOf(on).code]).toEqual([502, 'issuer-away']);
    expect((await http.api.delete(path)).status).toBe(204);
  });

  test('is shown without its secret, to everybody only by name', async () => {
    const shown = await http.api.get('/api/v1/sign-in/ways');
    expect(shown.text).not.toContain(issuer.clientSecret);
    expect(shown.body).toMatchObject([
      { name: 'Company', hasClientSecret: true, redirectUri: way.redirectUri },
    ]);
    const offered = await createClient(http.url).get('/api/v1/sign-in');
    expect(offered.body).toEqual([{ id: way.id, kind: 'oidc', name: 'Company', domain: null }]);
    const { rows } = await sql<{ text: string }>`select w::text as text from sign_in_ways w`.execute(http.db);
    expect(JSON.stringify(rows)).not.toContain(issuer.clientSecret);
    expect((await createClient(http.url).get('/api/v1/sign-in/ways')).status).toBe(401);
  });

  test('that can not work is refused before it is stored', async () => {
    const away = await http.api.post('/api/v1/sign-in/ways', {
      ...wanted({ issuer: 'http://127.0.0.1:9' }),
      name: 'Away',
    });
    expect([away.status, refusalOf(away).code]).toEqual([502, 'issuer-away']);
    const inside = wanted({ issuer: 'http://169.254.169.254/latest' });
    const guarded = await http.api.post('/api/v1/sign-in/ways', { ...inside, name: 'Inside' });
    expect([guarded.status, refusalOf(guarded).code]).toEqual([400, 'address-not-allowed']);
    const twice = await http.api.post('/api/v1/sign-in/ways', wanted());
    expect([twice.status, refusalOf(twice).code]).toEqual([409, 'name-taken']);
  });

  test('keeps its secret when it is changed, and its issuer for ever', async () => {
    const { clientSecret: _kept, ...change } = wanted({
      groups: [{ group: 'cloud-operators', grant: { role: 'viewer' } }],
    });
    const path = `/api/v1/sign-in/ways/${way.id}`;
    expect((await http.api.send('PUT', path, { body: change })).body).toMatchObject({
      hasClientSecret: true,
    });
    const browser = new Browser();
    await browser.signInAt(start(), 'ann');
    expect((await whoIs(browser)).body.grants).toMatchObject([{ role: 'viewer', zone: null }]);
    const other = await http.api.send('PUT', path, { body: wanted({ issuer: 'https://other.example' }) });
    expect([other.status, refusalOf(other).code]).toEqual([409, 'issuer-stays']);

    const off = await http.api.send('PUT', path, { body: { ...change, enabled: false } });
    expect(off.status).toBe(200);
    expect((await whoIs(browser)).status).toBe(401);
    expect((await createClient(http.url).get(start().replace(http.url, ''))).status).toBe(404);
    expect((await http.api.send('PUT', path, { body: change })).status).toBe(200);
  });

  test('that is removed takes the accounts with it', async () => {
    const browser = new Browser();
    await browser.signInAt(start(), 'ann');
    expect((await http.api.delete(`/api/v1/sign-in/ways/${way.id}`)).status).toBe(204);
    expect((await whoIs(browser)).status).toBe(401);
    expect((await sql`select from users where username like '%@Company'`.execute(http.db)).rows).toEqual([]);
    expect((await http.api.delete(`/api/v1/sign-in/ways/${way.id}`)).status).toBe(404);
  });
});
