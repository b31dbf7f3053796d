/** Secrets at rest: AES-256-GCM with a key that is not in the database. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of every sealed text, so that a later way of sealing can be told from this one. */
const VERSION = 1;

export interface SecretBox {
  /** version (1 byte), nonce (12), tag (16), ciphertext. */
  seal(text: string): Buffer;
  /** Throws when it was sealed with another key or was changed. */
  open(sealed: Uint8Array): string;
}

export function createSecretBox(key: Buffer): SecretBox {
  if (key.length !== KEY_BYTES) throw new Error(`The secret key must have ${KEY_BYTES} bytes.`);
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed) {
      const bytes = Buffer.from(sealed);
      const text = 1 + NONCE_BYTES + TAG_BYTES;
      if (bytes[0] !== VERSION || bytes.length < text)
        throw new Error('The stored secret has an unknown form.');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, text));
      try {
        return decipher.update(bytes.subarray(text), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new Error(
          'The stored secret was sealed with another key: is EVENKEEL_SECRET_KEY the right one?',
        );
      }
    },
  };
}

/** The key from EVENKEEL_SECRET_KEY (base64), else from DATA/secret.key, which is made (0600) when it is not there. */
export async function loadSecretKey(
  dataDirectory: string,
  fromEnvironment: string | undefined,
): Promise<Buffer> {
  if (fromEnvironment) return keyOf(fromEnvironment, 'EVENKEEL_SECRET_KEY');
  const path = join(dataDirectory, 'secret.key');
  try {
    return keyOf(await readFile(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = randomBytes(KEY_BYTES);
  await writeFile(path, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}

function keyOf(text: string, where: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new Error(
    `${where} must be ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES} makes one).`,
  );
}
