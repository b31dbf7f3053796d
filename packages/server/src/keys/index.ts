/** The keys of the secrets at rest: loaded at the start, changed while it runs. */
import type { SecretKeys } from '@evenkeel/contract';
import type { Db } from '../db/database.ts';
import { countSealed } from '../db/sealed.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { createSecretBox, type SecretBox } from '../secrets.ts';
import { loadSecretKeys } from './key-file.ts';
import { finishRotation, type Resealed, rotateKey } from './rotate.ts';

export interface Keys {
  secrets: SecretBox;
  /** To be called once the database is there, before anything is stored. */
  finish(db: Db): Promise<Resealed>;
  /** Which keys there are, and what each has sealed. */
  inUse(db: Db): Promise<SecretKeys>;
  /** A new key, and everything sealed anew with it. Throws DomainRefusal where the keys are not ours to change. */
  rotate(db: Db): Promise<Resealed>;
}

/** @param fromEnvironment EVENKEEL_SECRET_KEY; null: the file of the data directory. Throws Error with a sentence. */
export async function openKeys(dataDirectory: string, fromEnvironment: string | null): Promise<Keys> {
  let keys = await loadSecretKeys(dataDirectory, fromEnvironment ?? undefined);
  const secrets = createSecretBox(keys.current, ...keys.earlier);
  /** Ids of earlier keys that nothing needs since the start. */
  const gone = new Set<string>();
  /** One rotation at a time: two would each keep a file without the other's key. */
  let last: Promise<unknown> = Promise.resolve();
  return {
    secrets,
    async finish(db) {
      const result = await finishRotation({ db, secrets, dataDirectory, keys }, fromEnvironment !== null);
      if (result.unreadable > 0 || fromEnvironment !== null) return result;
      // They are in no file any more, and a rotation must not bring them back.
      for (const id of secrets.keyIds().slice(1)) gone.add(id);
      keys = { current: keys.current, earlier: [] };
      return result;
    },
    async inUse(db) {
      const sealed = new Map((await countSealed(db)).map(({ id, secrets: count }) => [id, count]));
      const known = secrets.keyIds().filter((id) => !gone.has(id));
      const missing = [...sealed.keys()].filter((id) => id === null || !known.includes(id));
      const shown = (id: string | null, state: SecretKeys['keys'][number]['state']) => ({
        ...{ id, state },
        secrets: sealed.get(id) ?? 0,
      });
      return {
        keptIn: fromEnvironment === null ? 'file' : 'environment',
        keys: [
          ...known.map((id, place) => shown(id, place === 0 ? 'current' : 'earlier')),
          // Before keys had ids any of the known ones may have sealed it: the next start finds out.
          ...missing.map((id) => shown(id, id === null ? 'earlier' : 'missing')),
        ],
      };
    },
    rotate(db) {
      if (fromEnvironment !== null) throw keptElsewhere();
      const next = last.then(async () => {
        const { keys: rotated, ...result } = await rotateKey({ db, secrets, dataDirectory, keys });
        keys = rotated;
        return result;
      });
      last = next.catch(() => undefined);
      return next;
    },
  };
}

function keptElsewhere(): DomainRefusal {
  return new DomainRefusal(
    409,
    'key-in-environment',
    'The key stands in EVENKEEL_SECRET_KEY, which Evenkeel can not change.',
    {
      nextStep:
        'Put a new key before it, separated by a space, and start Evenkeel anew: then all secrets are sealed with the first one, and the second may go.',
    },
  );
}
