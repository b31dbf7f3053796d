/** The history: filters, search, sort and pages of moves and migrations, one move, figures, and files. */
import { HistoryMove, Migration, MoveDetails, MoveStatistics, NEXT_CURSOR_HEADER } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { csvCell } from '../../src/http/export.ts';
import { refusalOf } from './expectations.ts';
import { addInstances, addMigrations, addMoves, addProvider } from './rows.ts';
import { type HttpUnderTest, startHttp } from './set-up.ts';

let http: HttpUnderTest;
let north: string;
let south: string;
let ids: string[];

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 2, 1, 12, minute, second)).toISOString();
const ended = (outcome: string) => ({ state: 'ended', outcome });

beforeAll(async () => {
  http = await startHttp();
  north = await addProvider(http.db, { name: 'North' });
  south = await addProvider(http.db, { name: 'South' });
  await addInstances(http.db, north, [{ name: 'web-1', project_id: 'p1' }, { name: 'db-1' }]);
  await sql`insert into projects values (${north}, 'p1', 'Shop')`.execute(http.db);
  const disk = 'Disk of instance is too large(available on destination host:1 < need:2)';
  const bytes = JSON.stringify({
    ...{ percent: 100, memoryTotalBytes: 4_000, memoryRemainingBytes: 0, memoryProcessedBytes: 4_000 },
    ...{ diskTotalBytes: null, diskRemainingBytes: null, diskProcessedBytes: null },
  });
  const times = { created_at: at(0), submitted_at: at(0, 10), ended_at: at(0, 40) };
  const hosts = { source_host: 'alpha', destination_host: 'beta' };
  ids = [
    ...(await addMoves(http.db, north, [
      { instance_id: 'web-1', ...ended('succeeded'), ...hosts, ...times, progress: bytes, migration_id: 7 },
      { instance_id: 'db-1', ...ended('rolled-back'), ...hosts, created_at: at(1), cloud_message: disk },
    ])),
    ...(await addMoves(http.db, south, [
      {
        instance_id: '=cmd()',
        ...ended('rejected'),
        source_host: 'gamma',
        created_at: at(2),
        reason: '100% "full"',
      },
      {
        instance_id: 'Zeta_1',
        state: 'copying',
        source_host: 'beta',
        created_at: at(3),
        request_id: 'req-77',
      },
    ])),
  ];
  await sql`update runs set created_by = 'nora' where id = (select run_id from moves where id = ${ids[2]})`.execute(
    http.db,
  );
  const events = [
    ['requesting', at(0, 4)],
    ['submitted', at(0, 10)],
    ['preparing', at(0, 12)],
    ['copying', at(0, 15)],
    ['verifying', at(0, 35)],
    ['ended', at(0, 40)],
  ];
  for (const [state = '', when = ''] of events) {
    await http.db
      .insertInto('move_events')
      .values({ move_id: ids[0] as string, at: when, state, message: state })
      .execute();
  }
  await addMigrations(http.db, north, [
    { id: 7, instance_id: 'web-1', source_host: 'alpha', destination_host: 'beta', created_at: at(0) },
    { id: 8, instance_id: 'db-1', source_host: 'beta', status: 'error', created_at: at(1) },
    { id: 9, instance_id: 'gone', source_host: 'delta', created_at: at(2) },
  ]);
});
afterAll(() => http.stop());

const moves = async (query: string) =>
  z.array(HistoryMove).parse((await http.api.get(`/api/v1/moves?${query}`)).body);
const namesOf = async (query: string) => (await moves(query)).map((move) => move.instanceName);

/** Every page's items by following the header. */
async function walk(path: string, query: string): Promise<{ id: string }[]> {
  const items: { id: string }[] = [];
  for (let cursor = ''; ; ) {
    const answer = await http.api.get(`${path}?${query}${cursor && `&cursor=${cursor}`}`);
    expect(answer.status).toBe(200);
    items.push(...(answer.body as { id: string }[]));
    const next = answer.headers[NEXT_CURSOR_HEADER];
    if (typeof next !== 'string') return items;
    cursor = next;
  }
}

describe('moves', () => {
  test.each<[string, string[]]>([
    ['', ['Zeta_1', '=cmd()', 'db-1', 'web-1']],
    ['state=active', ['Zeta_1']],
    ['state=ended&limit=2', ['=cmd()', 'db-1']],
    ['host=beta', ['Zeta_1', 'db-1', 'web-1']],
    ['instance=db-1', ['db-1']],
    ['project=Shop', ['web-1']],
    ['project=p1', ['web-1']],
    ['outcome=rolled-back', ['db-1']],
    ['cause=disk-too-large', ['db-1']],
    ['cause=no-such-cause', []],
    ['askedBy=nora', ['Zeta_1', '=cmd()']],
    [`from=${at(1)}&to=${at(3)}`, ['=cmd()', 'db-1']],
    ['search=ZETA_', ['Zeta_1']],
    ['search=a_1', ['Zeta_1']],
    ['search=100%25', ['=cmd()']],
    ['search=too%20large', ['db-1']],
    ['search=req-77', ['Zeta_1']],
    ['search=gam&outcome=rejected', ['=cmd()']],
    ['search=gam&outcome=succeeded', []],
    ['sort=instanceName&order=asc', ['=cmd()', 'db-1', 'web-1', 'Zeta_1']],
    ['order=asc&limit=1', ['web-1']],
  ])('%s', async (query, expected) => {
    expect(await namesOf(query)).toEqual(expected);
  });

  test('of one provider, with who asked and the cause', async () => {
    const found = await moves(`provider=${north}`);
    expect(found.map(({ askedBy, cause }) => [askedBy, cause])).toEqual([
      ['admin', 'disk-too-large'],
      ['admin', null],
    ]);
  });

  test.each(['createdAt', 'endedAt', 'instanceName'])('page by page by %s each comes once', async (sort) => {
    for (const order of ['asc', 'desc']) {
      const whole = await moves(`sort=${sort}&order=${order}`);
      const walked = await walk('/api/v1/moves', `sort=${sort}&order=${order}&limit=1`);
      expect(walked.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    }
  });

  test('what arrives between two pages neither repeats nor hides a move', async () => {
    const first = await http.api.get('/api/v1/moves?limit=2');
    const [late] = await addMoves(http.db, south, [{ instance_id: 'late', created_at: at(9) }]);
    const cursor = first.headers[NEXT_CURSOR_HEADER];
    expect(await namesOf(`limit=2&cursor=${cursor}`)).toEqual(['db-1', 'web-1']);
    await http.db
      .deleteFrom('moves')
      .where('id', '=', late as string)
      .execute();
  });

  test.each(['cursor=nothing', 'from=yesterday', 'from=0000-01-01T00:00:00Z', 'outcome=won', 'colour=red'])(
    '%s is refused in words',
    async (query) => {
      const answer = await http.api.get(`/api/v1/moves?${query}`);
      expect([answer.status, refusalOf(answer).code]).toEqual([400, 'bad-request']);
    },
  );

  test('a cursor of another order is refused', async () => {
    const cursor = (await http.api.get('/api/v1/moves?limit=1')).headers[NEXT_CURSOR_HEADER];
    expect((await http.api.get(`/api/v1/moves?order=asc&cursor=${cursor}`)).status).toBe(400);
  });
});

describe('one move', () => {
  test('has its run, who asked, and the time in each phase', async () => {
    const move = MoveDetails.parse((await http.api.get(`/api/v1/moves/${ids[0]}`)).body);
    expect(move).toMatchObject({ instanceName: 'web-1', askedBy: 'admin', outcome: 'succeeded' });
    expect(move.run).toMatchObject({ id: move.runId, createdBy: 'admin', moveCount: 2 });
    expect(move.phases).toEqual({
      waitingMs: 10_000,
      preparingMs: 5_000,
      copyingMs: 20_000,
      verifyingMs: 5_000,
    });
  });

  test('without events has no phases, and one nobody made is not found', async () => {
    const move = MoveDetails.parse((await http.api.get(`/api/v1/moves/${ids[2]}`)).body);
    expect(new Set(Object.values(move.phases))).toEqual(new Set([null]));
    expect((await http.api.get(`/api/v1/moves/${crypto.randomUUID()}`)).status).toBe(404);
  });
});

test('statistics by outcome, cause, phase and pair of hosts', async () => {
  const path = `/api/v1/moves/statistics?from=${at(0)}&to=${at(5)}`;
  const figures = MoveStatistics.parse((await http.api.get(path)).body);
  expect(figures.count).toBe(4);
  expect(new Map(figures.byOutcome.map(({ outcome, count }) => [outcome, count]))).toEqual(
    new Map([
      ['succeeded', 1],
      ['rolled-back', 1],
      ['rejected', 1],
      [null, 1],
    ]),
  );
  expect(figures.byCause).toEqual([
    { cause: 'disk-too-large', count: 1 },
    { cause: null, count: 1 },
  ]);
  expect(figures.phases.copying).toEqual({ medianMs: 20_000, p95Ms: 20_000 });
  expect(figures.byHostPair[0]).toEqual({
    ...{ sourceHost: 'alpha', destinationHost: 'beta', count: 2, succeeded: 1 },
    ...{ medianDurationMs: 30_000, p95DurationMs: 30_000, medianBytesPerSecond: 200 },
  });
  const ofSouth = MoveStatistics.parse((await http.api.get(`${path}&provider=${south}`)).body);
  expect(ofSouth).toMatchObject({ count: 2, phases: { copying: { medianMs: null, p95Ms: null } } });
});

describe('a file', () => {
  test('as CSV has its columns, UTC times, and no formula', async () => {
    const answer = await http.api.get('/api/v1/moves/export?state=ended');
    expect(answer.headers['content-type']).toContain('text/csv');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="evenkeel-moves.csv"');
    const lines = answer.text.split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^id,run_id,asked_by,provider,.*,created_at,submitted_at,ended_at$/);
    expect(lines[1]).toContain(",'=cmd(),");
    expect(lines[1]).toContain('"100% ""full"""');
    expect(lines[3]).toMatch(
      /,2026-03-01T12:00:00\.000Z,2026-03-01T12:00:10\.000Z,2026-03-01T12:00:40\.000Z$/,
    );
  });

  test.each(['=1+1', '+1', '-1', '@a', '\tx', ' =1', '\u001b=1', '＝1'])(
    '%j is no formula in a cell',
    (text) => {
      expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  test('a cell holds nothing that a terminal would obey', () => {
    expect(csvCell('web\u001b]0;x\u0007\u009b2J\u202e')).toBe('web\ufffd]0;x\ufffd\ufffd2J\ufffd');
    expect(csvCell('two\nlines')).toBe('"two\nlines"');
  });

  test('as JSON is the list with the same filters, and empty is a list too', async () => {
    const answer = await http.api.get('/api/v1/moves/export?format=json&host=beta');
    expect(answer.body).toEqual(await moves('host=beta'));
    expect((await http.api.get('/api/v1/moves/export?format=json&host=nowhere')).body).toEqual([]);
    expect((await http.api.get('/api/v1/moves/export?format=xml')).status).toBe(400);
  });

  test('longer than one reading has every move once', async () => {
    await sql`insert into moves (run_id, position, provider_id, instance_id, instance_name, state, outcome,
        block_migration, disk_over_commit, created_at)
      select run_id, n, provider_id, 'many', 'many', 'ended', 'succeeded', 'auto', false, '2025-01-01T00:00:00Z'
      from moves, generate_series(1, 2500) n where id = ${ids[0]}`.execute(http.db);
    const answer = await http.api.get('/api/v1/moves/export?instance=many');
    const found = answer.text.trim().split('\r\n').slice(1);
    expect(new Set(found.map((line) => line.slice(0, 36))).size).toBe(2500);
    expect(found).toHaveLength(2500);
  });
});

describe('migrations', () => {
  const found = async (query: string) =>
    z
      .array(Migration)
      .parse((await http.api.get(`/api/v1/migrations?${query}`)).body)
      .map(({ migrationId }) => migrationId);

  test.each<[string, number[]]>([
    ['', [9, 8, 7]],
    ['host=beta', [8, 7]],
    ['instance=gone', [9]],
    ['project=Shop', [7]],
    ['status=error', [8]],
    ['outcome=succeeded', [7]],
    ['askedBy=admin', [7]],
    [`from=${at(1)}&to=${at(2)}`, [8]],
    ['search=DELT', [9]],
    ['search=web', [7]],
    ['order=asc&limit=1', [7]],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test('page by page each comes once', async () => {
    const walked = await walk('/api/v1/migrations', 'limit=1');
    expect(walked.map(({ id }) => id)).toEqual([9, 8, 7].map((id) => `${north}/${id}`));
  });
});
