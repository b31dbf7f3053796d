/** What PostgreSQL can not store is refused at the door, so that no route has to think of it. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from './errors.ts';

/** No request of ours comes near it; what looks through one by calling itself would come to the end of its stack. */
const DEEPEST = 50;

export function installStorableText(server: FastifyInstance): void {
  server.addHook('preValidation', async (request) => {
    const { query, params, body } = request;
    if (isDeeperThan(DEEPEST, body))
      throw new Refusal(400, 'bad-request', `The request is nested more than ${DEEPEST} levels deep.`);
    const found = pathToUnstorable({ query, params, body });
    if (found === null) return;
    const field = found.slice(1).join('.') || 'request';
    const message = `"${field}" holds a character that can not be stored (NUL, or half of a surrogate pair).`;
    throw new Refusal(400, 'bad-request', message);
  });
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/** With the flag `u` a whole pair is one character, so only half of one is a surrogate. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** The keys that lead to the first text with U+0000 or a lone surrogate; null when there is none. */
function pathToUnstorable(value: unknown): string[] | null {
  if (typeof value === 'string') return UNSTORABLE.test(value) ? [] : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = pathToUnstorable(inner);
    if (found) return [key, ...found];
  }
  return null;
}
