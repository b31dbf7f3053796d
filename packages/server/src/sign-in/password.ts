/** Signing in with a password of Evenkeel's own, and choosing another one. */
import type { PasswordChange, SignIn } from '@evenkeel/contract';
import type { FastifyRequest } from 'fastify';
import { choosePassword, type User, verifyPassword } from '../db/accounts.ts';
import { forgetDevices, knownDevice } from '../db/accounts-devices.ts';
import type { Db } from '../db/database.ts';
import { Refusal } from '../http/errors.ts';
import type { SignInLimit, Try } from '../http/sign-in-limit.ts';
import { deviceSecretOf } from './cookies.ts';
import { Line } from './line.ts';

/** Each takes some 20 MiB and 30 ms of a processor. */
const HASHING = new Line({ atOnce: 2, waiting: 200 });

/** The user whose password this is. Throws a Refusal with 401, 403 or 429. */
export async function byPassword(
  db: Db,
  limit: SignInLimit,
  request: FastifyRequest,
  { username, password, newPassword }: SignIn,
): Promise<User> {
  const tried = await beginTry(db, limit, request, username);
  const user = await HASHING.take(() => verifyPassword(db, username, password));
  // Not told which of the two: that would tell who has an account.
  if (!user) {
    const nextStep =
      'Try again. Who may start the server can let admin choose a new password with --reset-password.';
    throw new Refusal(401, 'sign-in-refused', 'The user name or the password is wrong.', { nextStep });
  }
  limit.succeeded(tried);
  if (user.once) await takePlaceOfCode(db, user, password, newPassword);
  return user;
}

async function takePlaceOfCode(db: Db, user: User, code: string, chosen: string | undefined): Promise<void> {
  if (chosen === undefined)
    throw new Refusal(
      403,
      'password-to-choose',
      'This is a code for one use: choose the password that takes its place.',
      {
        nextStep: 'Send the code again, with the new password beside it.',
      },
    );
  refuseUnfit(user.username, code, chosen);
  if (await choosePassword(db, user.id, chosen, { once: true })) return;
  throw new Refusal(401, 'sign-in-refused', 'This code was used by somebody else in the same moment.', {
    nextStep: 'If that was not you, start the server with --reset-password.',
  });
}

/** Gives the user another password; the other sessions are the caller's to end. Throws a Refusal. */
export async function changePassword(
  db: Db,
  limit: SignInLimit,
  request: FastifyRequest,
  user: { id: string; username: string },
  { currentPassword, newPassword }: PasswordChange,
): Promise<void> {
  const tried = await beginTry(db, limit, request, user.username);
  const verified = await HASHING.take(() => verifyPassword(db, user.username, currentPassword));
  if (verified?.id !== user.id)
    throw new Refusal(403, 'password-wrong', 'The current password is wrong.', {
      nextStep: 'Nothing was changed. Try again.',
    });
  limit.succeeded(tried);
  refuseUnfit(user.username, currentPassword, newPassword);
  await choosePassword(db, user.id, newPassword, { once: false });
  await forgetDevices(db, user.id);
}

/**
 * Notes a try to sign in with this name; a browser that is known for it waits for nobody else. Throws a Refusal (429)
 * when it has to wait.
 * @param userCalled the name of the user that it would be, where that is another.
 */
export async function beginTry(
  db: Db,
  limit: SignInLimit,
  request: FastifyRequest,
  username: string,
  userCalled = username,
): Promise<Try> {
  const secret = deviceSecretOf(request);
  const known = secret === null ? null : await knownDevice(db, secret);
  const tried = { address: request.ip, username, device: known?.username === userCalled ? secret : null };
  const wait = limit.begin(tried);
  if (wait === null) return tried;
  throw new Refusal(429, 'too-many-tries', `Too many tries to sign in. Wait ${wait} seconds.`, {
    retryAfterSeconds: wait,
  });
}

function refuseUnfit(username: string, before: string, chosen: string): void {
  const unfit =
    chosen === before
      ? 'The new password is the one from before.'
      : username.length > 3 && chosen.toLowerCase().includes(username.toLowerCase())
        ? 'The new password holds the user name, which is the first thing anybody tries.'
        : new Set(chosen).size < 5
          ? 'The new password is made of too few different characters.'
          : null;
  if (unfit !== null) throw new Refusal(400, 'password-unfit', unfit, { nextStep: 'Choose another one.' });
}
