/** The first administrator: made when nobody may sign in yet, with a password that is told once. */
import { randomInt } from 'node:crypto';
import type { Db } from '../db/database.ts';
import { createFirstUser, resetPassword } from '../db/first-user.ts';

export const ADMINISTRATOR = 'admin';

/** Without letters and digits that look alike: it is read from a screen and typed. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** The administrator's new password at the first start and when it is to be reset; null otherwise. */
export async function preparePassword(db: Db, reset: boolean): Promise<string | null> {
  const password = randomPassword();
  if (reset) {
    await resetPassword(db, ADMINISTRATOR, password);
    return password;
  }
  return (await createFirstUser(db, ADMINISTRATOR, password)) ? password : null;
}

/** 99 bits. */
function randomPassword(): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
