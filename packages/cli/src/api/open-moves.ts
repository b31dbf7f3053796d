/** From what a person typed to the move that is meant. */
import { Move } from '@evenkeel/contract';
import { refusal } from '../errors.ts';
import { printable } from '../output/text.ts';
import type { ApiClient } from './client.ts';
import { listOpenMoves } from './lists.ts';

/** A shorter beginning of an id is too easily another's. */
const LEAST_LETTERS = 4;
export const WHOLE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The move under way with this id or unique beginning of one, or of the instance with this id or exactly this name.
 * Throws a refusal where there is none (a move that has ended is told as that) or more than one: it is never guessed.
 */
export async function findOpenMove(client: ApiClient, typed: string): Promise<Move> {
  const open = await listOpenMoves(client);
  const found = open.filter((move) => isMeant(move, typed));
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (only) {
    const lines = found.map(({ id, instanceName, provider }) => `  ${id}  ${instanceName} (${provider})`);
    const message = `"${typed}" is any of ${found.length} moves:\n${lines.join('\n')}`;
    throw refusal('move-ambiguous', message, 'Give the id of the one you mean.');
  }
  if (WHOLE_ID.test(typed)) {
    const move = await client.get(`/moves/${typed}`, Move);
    const message = `The move of ${printable(move.instanceName)} has ended (${move.outcome}).`;
    throw refusal('move-ended', message, 'evenkeel watch shows what is under way.');
  }
  const nextStep = open.length
    ? `Under way: ${open.slice(0, 10).map(nameOf).join(', ')}${open.length > 10 ? ', …' : ''}.`
    : 'Evenkeel moves nothing now.';
  throw refusal('move-unknown', `No move under way has the id or the instance "${typed}".`, nextStep);
}

/** Whether a person who typed this may mean this move. */
export function isMeant(move: Move, typed: string): boolean {
  if (move.instanceName === typed || move.instanceId === typed) return true;
  return typed.length >= LEAST_LETTERS && move.id.startsWith(typed.toLowerCase());
}

function nameOf({ id, instanceName }: Move): string {
  return `${instanceName} (${id.slice(0, 8)})`;
}
