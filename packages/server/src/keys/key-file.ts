/** Where the keys of the secrets at rest are kept: a file of the data directory, or the environment. */
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KEY_BYTES } from '../secrets.ts';

export interface SecretKeys {
  current: Buffer;
  /** They only open what was sealed with them. */
  earlier: Buffer[];
}

/**
 * The keys from EVENKEEL_SECRET_KEY (base64, the current one first, then earlier ones), else from DATA/secret.key (one a
 * line, in the same order), which is made (0600) when it is not there. Throws Error with a sentence.
 */
export async function loadSecretKeys(
  dataDirectory: string,
  fromEnvironment: string | undefined,
): Promise<SecretKeys> {
  if (fromEnvironment) return keysOf(fromEnvironment, 'EVENKEEL_SECRET_KEY');
  const path = keyFile(dataDirectory);
  try {
    return keysOf(await readFile(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const current = newKey();
  await writeFile(path, textOf({ current, earlier: [] }), { mode: 0o600, flag: 'wx' });
  return { current, earlier: [] };
}

/** Whole or not at all, and on the disk when it resolves: nothing is sealed with a key that a crash could lose. */
export async function writeSecretKeys(dataDirectory: string, keys: SecretKeys): Promise<void> {
  const path = keyFile(dataDirectory);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(textOf(keys));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const folder = await open(dataDirectory, 'r');
  await folder.sync().finally(() => folder.close());
}

export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

function keyFile(dataDirectory: string): string {
  return join(dataDirectory, 'secret.key');
}

function textOf({ current, earlier }: SecretKeys): string {
  return [current, ...earlier].map((key) => `${key.toString('base64')}\n`).join('');
}

function keysOf(text: string, where: string): SecretKeys {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => Buffer.from(word, 'base64'));
  const [current, ...earlier] = keys;
  if (current && keys.every(({ length }) => length === KEY_BYTES)) return { current, earlier };
  throw new Error(
    `${where} must be ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES} makes one), and after it the earlier ones, if any.`,
  );
}
