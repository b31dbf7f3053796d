/** The key of the secrets at rest is changed, and killed at every step: whatever happens, everything can be read. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEALED_COLUMNS } from '../../src/db/sealed.ts';
import { openKeys } from '../../src/keys/index.ts';
import { loadSecretKeys } from '../../src/keys/key-file.ts';
import { rotateKey } from '../../src/keys/rotate.ts';
import { createSecretBox, type SecretBox } from '../../src/secrets.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { temporaryFolder } from '../harness.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await sql`delete from providers`.execute(database.db);
  await rm(folder, { recursive: true });
});

async function store(name: string, sealed: Buffer): Promise<void> {
  await sql`insert into providers (name, region, auth_url, demo, settings, secret)
    values (${name}, 'r', 'http://c/v3', false, '{}', ${sealed})`.execute(database.db);
}

async function readAll(secrets: SecretBox): Promise<string[]> {
  const { rows } = await sql<{ secret: Buffer }>`select secret from providers order by name`.execute(
    database.db,
  );
  return rows.map(({ secret }) => secrets.open(secret));
}

const keyFile = () => readFile(join(folder, 'secret.key'), 'utf8');
const lines = async () => (await keyFile()).trim().split('\n').length;

describe('a new key', () => {
  it('seals everything anew while it runs; the earlier one goes at the next start', async () => {
    const keys = await openKeys(folder, null);
    for (const name of ['a', 'b', 'c']) await store(name, keys.secrets.seal(`secret of ${name}`));
    const before = await keyFile();
    expect(await keys.rotate(database.db)).toEqual({ resealed: 3, unreadable: 0 });
    await store('d', keys.secrets.seal('secret of d'));
    expect(await lines()).toBe(2);
    expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
    const all = ['a', 'b', 'c', 'd'].map((name) => `secret of ${name}`);
    expect(await readAll(keys.secrets)).toEqual(all);
    const next = await openKeys(folder, null);
    expect(await next.finish(database.db)).toEqual({ resealed: 0, unreadable: 0 });
    expect(await lines()).toBe(1);
    expect((await next.inUse(database.db)).keys).toMatchObject([{ state: 'current', secrets: 4 }]);
    expect(await next.rotate(database.db)).toEqual({ resealed: 4, unreadable: 0 });
    expect(await lines()).toBe(2);
    expect(await readAll((await openKeys(folder, null)).secrets)).toEqual(all);
    await expect(readAll(createSecretBox(Buffer.from(before, 'base64')))).rejects.toThrow(/another key/);
  });

  it('is told by its id, with how much each has sealed', async () => {
    const keys = await openKeys(folder, null);
    for (const name of ['a', 'b']) await store(name, keys.secrets.seal(name));
    await store('lost', createSecretBox(randomBytes(32)).seal('nobody has this key'));
    const before = await keys.inUse(database.db);
    const [first] = before.keys;
    const lost = { id: expect.stringMatching(/^[0-9a-f]{8}$/), state: 'missing', secrets: 1 };
    expect(before).toEqual({
      keptIn: 'file',
      keys: [{ id: expect.stringMatching(/^[0-9a-f]{8}$/), state: 'current', secrets: 2 }, lost],
    });
    await keys.rotate(database.db);
    const after = await keys.inUse(database.db);
    expect(after.keys).toMatchObject([
      { state: 'current', secrets: 2 },
      { id: first?.id, state: 'earlier', secrets: 0 },
      { state: 'missing', secrets: 1 },
    ]);
    const given = randomBytes(32).toString('base64');
    expect((await (await openKeys(folder, given)).inUse(database.db)).keptIn).toBe('environment');
  });

  it('asked for twice at once leaves nothing unreadable', async () => {
    const keys = await openKeys(folder, null);
    await store('a', keys.secrets.seal('one'));
    await Promise.all([keys.rotate(database.db), keys.rotate(database.db)]);
    expect(await readAll((await openKeys(folder, null)).secrets)).toEqual(['one']);
  });

  it.each([0, 1, 2, 3])(
    'killed after step %i leaves everything readable, and is finished at the next start',
    async (step) => {
      const { current, earlier } = await loadSecretKeys(folder, undefined);
      const secrets = createSecretBox(current, ...earlier);
      for (const name of ['a', 'b', 'c']) await store(name, secrets.seal(name));
      let done = 0;
      const checkpoint = () => {
        if (done === step) throw new Error('killed');
        done += 1;
      };
      const rotation = {
        db: database.db,
        secrets,
        dataDirectory: folder,
        keys: { current, earlier },
        checkpoint,
      };
      await expect(rotateKey(rotation)).rejects.toThrow('killed');
      const next = await openKeys(folder, null);
      expect(await readAll(next.secrets)).toEqual(['a', 'b', 'c']);
      expect(await next.finish(database.db)).toMatchObject({ resealed: 3 - step, unreadable: 0 });
      expect(await lines()).toBe(1);
      expect(await readAll((await openKeys(folder, null)).secrets)).toEqual(['a', 'b', 'c']);
    },
  );

  it('of the environment is put before the earlier one by hand', async () => {
    const [old, fresh] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    await store('a', (await openKeys(folder, old)).secrets.seal('one'));
    const both = await openKeys(folder, `${fresh} ${old}`);
    expect(() => both.rotate(database.db)).toThrow(/EVENKEEL_SECRET_KEY/);
    expect(await both.finish(database.db)).toEqual({ resealed: 1, unreadable: 0 });
    expect(await readAll((await openKeys(folder, fresh)).secrets)).toEqual(['one']);
  });

  it('keeps the earlier one while something can not be read', async () => {
    const keys = await openKeys(folder, null);
    await store('a', createSecretBox(randomBytes(32)).seal('of a lost key'));
    await store('b', keys.secrets.seal('two'));
    expect(await keys.rotate(database.db)).toEqual({ resealed: 1, unreadable: 1 });
    await (await openKeys(folder, null)).finish(database.db);
    expect(await lines()).toBe(2);
  });
});

describe('a sealed text', () => {
  it('of before keys had names is opened', () => {
    const key = randomBytes(32);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const text = Buffer.concat([cipher.update('from long ago', 'utf8'), cipher.final()]);
    const sealed = Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), text]);
    expect(createSecretBox(randomBytes(32), key).open(sealed)).toBe('from long ago');
  });

  it('that was changed anywhere is not opened', () => {
    const box = createSecretBox(randomBytes(32));
    const sealed = box.seal('x');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      expect(() => box.open(changed), `byte ${at}`).toThrow();
    }
  });
});

it('a key file that is none stops a start in words', async () => {
  await writeFile(join(folder, 'secret.key'), 'short\n');
  await expect(openKeys(folder, null)).rejects.toThrow(/secret\.key must be 32 bytes in base64/);
});

it('every column of bytes is either sealed anew with a new key, or a hash', async () => {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = current_schema() and data_type = 'bytea' order by 1`.execute(database.db);
  const sealed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  const others = rows
    .map(({ name }) => name)
    .filter((name) => !sealed.includes(name as (typeof sealed)[number]));
  expect(others.filter((name) => !name.endsWith('_hash') && !name.endsWith('.hash'))).toEqual([]);
});
