/** What is done to sessions by people who want in: fixation, replay, a change of rights, and by their owners. */
import { OwnSession } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Answer, createClient } from '../http/client.ts';
import { refusalOf, signIn } from '../http/expectations.ts';
import { ADMIN, type HttpUnderTest, startHttp } from '../http/set-up.ts';

let http: HttpUnderTest;
beforeAll(async () => {
  http = await startHttp({ trustedProxies: ['127.0.0.1'] });
});
afterAll(() => http.stop());

const ask = (cookie: string) => createClient(http.url).get('/api/v1/session', { cookie });
const cookieOf = (answer: Answer, name = 'evenkeel_session') =>
  answer.headers['set-cookie']
    ?.map((one) => one.split(';')[0] as string)
    .find((one) => one.startsWith(`${name}=`));
const own = async (client: { get(path: string): Promise<Answer> }) =>
  z.array(OwnSession).parse((await client.get('/api/v1/sessions')).body);
const age = (interval: string) =>
  sql`update sessions set renewed_at = renewed_at - ${interval}::interval,
    confirmed_at = confirmed_at - ${interval}::interval`.execute(http.db);

describe('the secret of a session', () => {
  test('is new at each sign-in, and one that the browser brought ends (fixation)', async () => {
    const planted = await signIn(http);
    const answer = await createClient(http.url).post('/api/v1/session', ADMIN, { cookie: planted.cookie });
    const fresh = cookieOf(answer) as string;
    expect(fresh).not.toBe(planted.cookie);
    expect((await ask(fresh)).status).toBe(200);
    expect((await ask(planted.cookie)).status).toBe(401);
    // One that nobody gave out is not taken up either.
    const invented = `evenkeel_session=${'a'.repeat(43)}`;
    const other = await createClient(http.url).post('/api/v1/session', ADMIN, { cookie: invented });
    expect(cookieOf(other)).not.toBe(invented);
    expect((await ask(invented)).status).toBe(401);
  });

  test('is renewed after an hour, once, and the old one goes on for requests at the same time', async () => {
    const { cookie } = await signIn(http);
    await age('61 minutes');
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(cookie)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const renewed = answers.map((answer) => cookieOf(answer)).filter((one) => one !== undefined);
    expect(renewed).toHaveLength(1);
    expect((await ask(renewed[0] as string)).status).toBe(200);
    expect((await ask(cookie)).status).toBe(200);
    expect(cookieOf(await ask(renewed[0] as string))).toBeUndefined();
  });

  test('sent again long after it was renewed ends the session (replay)', async () => {
    const { cookie } = await signIn(http);
    await age('61 minutes');
    const renewed = cookieOf(await ask(cookie)) as string;
    expect((await ask(renewed)).status).toBe(200);
    await age('2 minutes');
    expect((await ask(renewed)).status).toBe(200);
    expect((await ask(cookie)).status).toBe(401);
    expect((await ask(renewed)).status).toBe(401);
  });

  test('whose answer was lost is given once more', async () => {
    const { cookie } = await signIn(http);
    await age('61 minutes');
    const lost = cookieOf(await ask(cookie)) as string;
    await age('2 minutes');
    const again = cookieOf(await ask(cookie)) as string;
    expect(again).not.toBe(lost);
    expect((await ask(again)).status).toBe(200);
    expect((await ask(lost)).status).toBe(401);
  });
});

describe('a person', () => {
  test('sees where they are signed in, and ends one session or all', async () => {
    await sql`delete from sessions`.execute(http.db);
    const here = await signIn(http);
    const firefox = {
      'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/150.0',
      'x-forwarded-for': '192.0.2.7',
    };
    const there = await createClient(http.url).post('/api/v1/session', ADMIN, firefox);
    const sessions = await own(here.client);
    expect(sessions).toHaveLength(2);
    expect(sessions.find(({ current }) => current)).toMatchObject({ way: 'password', address: '127.0.0.1' });
    const other = sessions.find(({ current }) => !current) as OwnSession;
    expect(other).toMatchObject({ address: '192.0.2.7', userAgent: firefox['user-agent'] });
    expect((await here.client.delete(`/api/v1/sessions/${other.id}`)).status).toBe(204);
    expect((await ask(cookieOf(there) as string)).status).toBe(401);
    expect((await here.client.delete(`/api/v1/sessions/${other.id}`)).status).toBe(404);
    const more = await signIn(http);
    expect((await here.client.delete('/api/v1/sessions')).status).toBe(204);
    for (const { cookie } of [here, more]) expect((await ask(cookie)).status).toBe(401);
  });

  test("never ends or sees another one's", async () => {
    const admin = await signIn(http);
    const [mine] = await own(admin.client);
    await sql`insert into users (username, password_hash)
      select 'mallory', password_hash from users where username = 'admin'`.execute(http.db);
    await sql`insert into grants (user_id, role, granted_by)
      select id, 'viewer', 'test' from users where username = 'mallory'`.execute(http.db);
    const mallory = await signIn(http, { ...ADMIN, username: 'mallory' });
    expect(await own(mallory.client)).toMatchObject([{ current: true }]);
    expect((await mallory.client.delete(`/api/v1/sessions/${mine?.id}`)).status).toBe(404);
    expect((await ask(admin.cookie)).status).toBe(200);
  });

  test('changes the password: other sessions end, this one gets a new secret, known browsers are forgotten', async () => {
    const here = await signIn(http);
    const other = await signIn(http);
    const change = (currentPassword: string, newPassword: string) =>
      here.client.send('PUT', '/api/v1/session/password', { body: { currentPassword, newPassword } });
    expect(refusalOf(await change('wrong', 'a new one of mine')).code).toBe('password-wrong');
    expect((await change(ADMIN.password, 'short')).status).toBe(400);
    for (const unfit of [ADMIN.password, 'the admin of all', 'aaaaaaaaaaaaaaa'])
      expect(refusalOf(await change(ADMIN.password, unfit)).code).toBe('password-unfit');
    expect((await change(ADMIN.password, 'a new one of mine')).status).toBe(204);
    expect((await ask(other.cookie)).status).toBe(401);
    const after = await ask(here.cookie);
    expect(after.status).toBe(200);
    expect(cookieOf(after)).not.toBe(here.cookie);
    expect(
      (
        await sql`select from known_devices where user_id = (select id from users where username = 'admin')`.execute(
          http.db,
        )
      ).rows,
    ).toEqual([]);
    expect((await createClient(http.url).post('/api/v1/session', ADMIN)).status).toBe(401);
    const back = await change('a new one of mine', ADMIN.password);
    expect(back.status).toBe(204);
  });

  test('changes it in person: an API token does not', async () => {
    const body = { currentPassword: ADMIN.password, newPassword: 'taken over by a token' };
    const answer = await http.api.send('PUT', '/api/v1/session/password', { body });
    expect([answer.status, refusalOf(answer).code]).toEqual([403, 'session-needed']);
    expect((await http.api.get('/api/v1/sessions')).status).toBe(403);
  });

  test('who is disabled is out at once, and in no other way in', async () => {
    const { cookie } = await signIn(http);
    await sql`update users set disabled_at = now() where username = 'admin'`.execute(http.db);
    expect((await ask(cookie)).status).toBe(401);
    expect((await createClient(http.url).post('/api/v1/session', ADMIN)).status).toBe(401);
    await sql`update users set disabled_at = null`.execute(http.db);
  });
});
