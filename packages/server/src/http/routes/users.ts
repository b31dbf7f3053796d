/** People, what they are given, and who lets them in. */
import { GivenGrants, NewUser, User, UserWithCode } from '@evenkeel/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { randomCode } from '../../access/code.ts';
import {
  type Changed,
  insertUser,
  listUsers,
  replaceManualGrants,
  resetToCode,
  setDisabled,
} from '../../db/users.ts';
import { identityOf } from '../authentication.ts';
import { notFound, Refusal } from '../errors.ts';
import type { LiveEvents } from '../live-events.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, type Server } from './common.ts';

const config = { action: 'manage-users' } as const;
const params = z.object({ userId: Id });

export function userRoutes(server: Server, { db }: HttpServices, events: LiveEvents): void {
  server.get(
    '/api/v1/users',
    {
      config,
      schema: { summary: 'Everybody who has an account', response: { 200: z.array(User), ...failures } },
    },
    () => listUsers(db),
  );

  server.post(
    '/api/v1/users',
    {
      config,
      schema: {
        summary: 'Make an account; the code with which a password is chosen is shown this once',
        body: NewUser,
        response: { 201: UserWithCode, ...failures },
      },
    },
    async (request, reply) => {
      const { username, grants } = request.body;
      const code = randomCode();
      const by = identityOf(request).name;
      const user = await known(request.body.grants, () => insertUser(db, { username, code, grants, by }));
      if (!user)
        throw new Refusal(409, 'name-taken', `There is a user ${username} already.`, {
          nextStep: 'Choose another name, or change the grants of that one.',
        });
      return reply.code(201).send({ user, code });
    },
  );

  server.put(
    '/api/v1/users/:userId/grants',
    {
      config,
      schema: {
        summary: 'What a person is given by hand, in place of all that was',
        params,
        body: GivenGrants,
        response: { 200: User, ...failures },
      },
    },
    async (request) => {
      const { grants } = request.body;
      const by = identityOf(request).name;
      return changed(
        await known(grants, () => replaceManualGrants(db, request.params.userId, grants, by)),
        events,
      );
    },
  );

  for (const [verb, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const)
    server.post(
      `/api/v1/users/:userId/${verb}`,
      {
        config,
        schema: {
          summary: disabled
            ? 'Let a person in no more; sessions end, and tokens open nothing'
            : 'Let a person in again',
          params,
          response: { 200: User, ...failures },
        },
      },
      async (request: FastifyRequest<{ Params: z.infer<typeof params> }>) =>
        changed(await setDisabled(db, request.params.userId, disabled), events),
    );

  server.post(
    '/api/v1/users/:userId/reset-password',
    {
      config,
      schema: {
        summary: 'A code in place of the password, shown this once; the sessions end',
        params,
        response: { 200: UserWithCode, ...failures },
      },
    },
    async (request) => {
      const code = randomCode();
      const reset = await resetToCode(db, request.params.userId, code);
      if (reset === 'unknown') throw notFound('user');
      if (reset === 'elsewhere')
        throw new Refusal(409, 'signs-in-elsewhere', 'This person has no password in Evenkeel.', {
          nextStep: 'The password is changed where they sign in.',
        });
      events.endSessions(reset.ended);
      return { user: reset.user, code };
    },
  );
}

function changed(outcome: Changed, events: LiveEvents): User {
  if (outcome === 'unknown') throw notFound('user');
  if (outcome === 'last-administrator')
    throw new Refusal(
      409,
      'last-administrator',
      'Nobody would be left who may manage all of Evenkeel. Nothing was changed.',
      { nextStep: 'Make somebody else administrator of everything first.' },
    );
  events.endSessions(outcome.ended);
  return outcome.user;
}

/** The work, with a sentence for a grant at a provider that there is not (PostgreSQL's foreign_key_violation). */
async function known<Result>(
  grants: readonly { providerId: string | null }[],
  work: () => Promise<Result>,
): Promise<Result> {
  return work().catch((error: { code?: string }) => {
    if (error.code === '23503' && grants.some(({ providerId }) => providerId !== null))
      throw new Refusal(400, 'provider-unknown', 'A grant names a provider that is not there.');
    throw error;
  });
}
