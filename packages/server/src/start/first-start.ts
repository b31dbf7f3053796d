/** The first administrator: made when nobody may sign in yet, with a code that is told once and opens once. */
import { randomCode } from '../access/code.ts';
import type { Db } from '../db/database.ts';
import { createFirstUser, resetPassword } from '../db/first-user.ts';

export const ADMINISTRATOR = 'admin';

/** The code for choosing the administrator's password at the first start and when it is to be reset; null otherwise. */
export async function prepareCode(db: Db, reset: boolean): Promise<string | null> {
  const code = randomCode();
  if (reset) {
    await resetPassword(db, ADMINISTRATOR, code);
    return code;
  }
  return (await createFirstUser(db, ADMINISTRATOR, code)) ? code : null;
}
