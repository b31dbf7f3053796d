/** A new key for the secrets at rest. Wherever it is killed, every secret can be read with the keys that are kept. */
import type { Db } from '../db/database.ts';
import { readOldSealed, replaceSealed } from '../db/sealed.ts';
import type { SecretBox } from '../secrets.ts';
import { newKey, type SecretKeys, writeSecretKeys } from './key-file.ts';

export interface Rotation {
  db: Db;
  secrets: SecretBox;
  dataDirectory: string;
  keys: SecretKeys;
  /** For tests: told each step that is done. */
  checkpoint?: (done: 'key-kept' | 'one-resealed') => void;
}

export interface Resealed {
  resealed: number;
  /** Sealed with a key that is not there, or damaged: left as they are. */
  unreadable: number;
}

/**
 * Makes a key, keeps it before it is used, and seals every secret anew. The earlier keys stay until the next start
 * (`finishRotation`): somebody may be storing a secret at this very moment.
 */
export async function rotateKey(rotation: Rotation): Promise<Resealed & { keys: SecretKeys }> {
  const { secrets, dataDirectory, keys: before, checkpoint } = rotation;
  const keys = { current: newKey(), earlier: [before.current, ...before.earlier] };
  await writeSecretKeys(dataDirectory, keys);
  checkpoint?.('key-kept');
  secrets.sealWith(keys.current);
  return { keys, ...(await resealAll(rotation)) };
}

/** At a start, when nobody else stores anything: what is left is sealed anew, then the earlier keys are not needed. */
export async function finishRotation(rotation: Rotation, fromEnvironment: boolean): Promise<Resealed> {
  const result = await resealAll(rotation);
  const { dataDirectory, keys } = rotation;
  // The environment is the person's to change; and what could not be read may be readable to who looks for the reason.
  if (keys.earlier.length > 0 && result.unreadable === 0 && !fromEnvironment)
    await writeSecretKeys(dataDirectory, { current: keys.current, earlier: [] });
  return result;
}

async function resealAll({ db, secrets, checkpoint }: Rotation): Promise<Resealed> {
  const result = { resealed: 0, unreadable: 0 };
  for (const old of await readOldSealed(db, secrets.currentPrefix())) {
    const text = opened(secrets, old.sealed);
    if (text === null) result.unreadable += 1;
    else if (await replaceSealed(db, old, secrets.seal(text))) result.resealed += 1;
    checkpoint?.('one-resealed');
  }
  return result;
}

function opened(secrets: SecretBox, sealed: Buffer): string | null {
  try {
    return secrets.open(sealed);
  } catch {
    return null;
  }
}
