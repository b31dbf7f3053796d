/** The first administrator: made when nobody may sign in yet, with a code that is told once and opens once. */
import { randomInt } from 'node:crypto';
import type { Db } from '../db/database.ts';
import { createFirstUser, resetPassword } from '../db/first-user.ts';

export const ADMINISTRATOR = 'admin';

/** Without letters and digits that look alike: it is read from a screen and typed. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** The code for choosing the administrator's password at the first start and when it is to be reset; null otherwise. */
export async function prepareCode(db: Db, reset: boolean): Promise<string | null> {
  const code = randomCode();
  if (reset) {
    await resetPassword(db, ADMINISTRATOR, code);
    return code;
  }
  return (await createFirstUser(db, ADMINISTRATOR, code)) ? code : null;
}

/** 99 bits. */
function randomCode(): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
