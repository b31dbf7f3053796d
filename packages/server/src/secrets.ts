/** Secrets at rest: AES-256-GCM with a key that is not in the database. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ID_BYTES = 4;
/** First byte of a sealed text: 1 does not say which key sealed it, 2 does. */
const NAMELESS = 1;
const NAMED = 2;

export interface SecretBox {
  /** version (1 byte), the key's id (4), nonce (12), tag (16), ciphertext. */
  seal(text: string): Buffer;
  /** Throws when it was sealed with a key that is not known, or was changed. */
  open(sealed: Uint8Array): string;
  /** What begins every text that is sealed with the key of today. */
  currentPrefix(): Buffer;
  /** Of every key that is known, the current one first: what a sealed text names its key by. */
  keyIds(): string[];
  /** From now on this key seals; the earlier ones still open. Throws for a key of the wrong length. */
  sealWith(key: Buffer): void;
}

/** @param earlier keys that only open what was sealed with them. */
export function createSecretBox(current: Buffer, ...earlier: Buffer[]): SecretBox {
  const keys = [current, ...earlier];
  keys.forEach(requireLength);
  const prefix = () => Buffer.concat([Buffer.of(NAMED), idOf(keys[0] as Buffer)]);
  return {
    currentPrefix: prefix,
    keyIds: () => keys.map((key) => idOf(key).toString('hex')),
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keys[0] as Buffer, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([prefix(), nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed) {
      const bytes = Buffer.from(sealed);
      const named = bytes[0] === NAMED;
      const begin = named ? 1 + ID_BYTES : 1;
      if ((!named && bytes[0] !== NAMELESS) || bytes.length < begin + NONCE_BYTES + TAG_BYTES)
        throw new Error('The stored secret has an unknown form.');
      const candidates = named ? keys.filter((key) => idOf(key).equals(bytes.subarray(1, begin))) : keys;
      for (const key of candidates) {
        const text = decipher(key, bytes.subarray(begin));
        if (text !== null) return text;
      }
      throw new Error('The stored secret was sealed with another key: is EVENKEEL_SECRET_KEY the right one?');
    },
    sealWith(key) {
      requireLength(key);
      keys.unshift(key);
    },
  };
}

/** Null when the key is another one or the text was changed. */
function decipher(key: Buffer, bytes: Buffer): string | null {
  const text = NONCE_BYTES + TAG_BYTES;
  const opening = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  opening.setAuthTag(bytes.subarray(NONCE_BYTES, text));
  try {
    return opening.update(bytes.subarray(text), undefined, 'utf8') + opening.final('utf8');
  } catch {
    return null;
  }
}

/** Tells keys apart, and tells nothing of them: it is a piece of a hash of 256 random bits. */
function idOf(key: Buffer): Buffer {
  return createHash('sha256').update('evenkeel-key-id').update(key).digest().subarray(0, ID_BYTES);
}

function requireLength(key: Buffer): void {
  if (key.length !== KEY_BYTES) throw new Error(`The secret key must have ${KEY_BYTES} bytes.`);
}
