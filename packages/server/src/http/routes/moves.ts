/** One move: how it went so far, and what a person asks of it. */
import { MoveDetails, MoveEvent, MoveSample, MoveVerification } from '@evenkeel/contract';
import { z } from 'zod';
import { type Asked, askAbort, askForceComplete } from '../../db/move-control.ts';
import { readMoveEvents } from '../../db/move-events.ts';
import { readSamples } from '../../db/move-samples.ts';
import { readMove } from '../../db/reading-moves.ts';
import { identityOf } from '../authentication.ts';
import { notFound, Refusal } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, type Server } from './common.ts';

const params = z.object({ moveId: Id });

export function moveRoutes(server: Server, { db, runner }: HttpServices): void {
  const details = async (moveId: string): Promise<MoveDetails> => {
    const move = await readMove(db, moveId);
    if (!move) throw notFound('move');
    return move;
  };

  server.get(
    '/api/v1/moves/:moveId',
    {
      schema: {
        summary: 'One move with its run, who asked for it, and how long each phase took',
        params,
        response: { 200: MoveDetails, ...failures },
      },
    },
    (request) => details(request.params.moveId),
  );

  server.get(
    '/api/v1/moves/:moveId/samples',
    {
      schema: {
        summary: 'How its copy went over time, oldest first: at most 500 samples, the older the coarser',
        params,
        response: { 200: z.array(MoveSample), ...failures },
      },
    },
    async (request) => {
      await details(request.params.moveId);
      return readSamples(db, request.params.moveId);
    },
  );

  server.get(
    '/api/v1/moves/:moveId/events',
    {
      schema: {
        summary: 'What happened to it, oldest first, with what was seen',
        params,
        response: { 200: z.array(MoveEvent), ...failures },
      },
    },
    async (request) => {
      const events = await readMoveEvents(db, request.params.moveId);
      if (!events) throw notFound('move');
      return events;
    },
  );

  server.post(
    '/api/v1/moves/:moveId/abort',
    {
      config: { action: 'migrate' },
      schema: {
        summary:
          'Cancel a move that waits, or have Nova abort one on its way; its `controls` say whether that can be',
        params,
        response: { 202: MoveDetails, ...failures },
      },
    },
    async (request, reply) => {
      const { moveId } = request.params;
      refuse(await askAbort(db, moveId, identityOf(request).name), 'not-abortable');
      return reply.code(202).send(await details(moveId));
    },
  );

  server.post(
    '/api/v1/moves/:moveId/force-complete',
    {
      config: { action: 'migrate' },
      schema: {
        summary:
          'Have Nova force a copy to complete; its `controls` say whether that can be, and what it costs the guest',
        params,
        response: { 202: MoveDetails, ...failures },
      },
    },
    async (request, reply) => {
      const { moveId } = request.params;
      refuse(await askForceComplete(db, moveId, identityOf(request).name), 'not-forceable');
      return reply.code(202).send(await details(moveId));
    },
  );

  server.post(
    '/api/v1/moves/:moveId/verify',
    {
      schema: {
        summary: 'A fresh look at its instance, its record and its events, in words; nothing is changed',
        params,
        response: { 200: MoveVerification, ...failures },
      },
    },
    async (request) => {
      const seen = await runner.verifyMove(request.params.moveId);
      if (!seen) throw notFound('move');
      return seen;
    },
  );

  server.post(
    '/api/v1/moves/:moveId/reset-state',
    {
      config: { action: 'migrate' },
      schema: {
        summary: 'After an errored move: have Nova call the instance ACTIVE again, if a fresh look allows it',
        params,
        response: { 200: MoveDetails, ...failures },
      },
    },
    async (request) => {
      const { moveId } = request.params;
      if (!(await runner.resetState(moveId, identityOf(request).name))) throw notFound('move');
      return details(moveId);
    },
  );
}

function refuse(asked: Asked, code: string): void {
  if (asked === 'asked') return;
  if (asked === 'unknown') throw notFound('move');
  const nextStep = 'Look at the move again: what can be asked of it changes with its state.';
  throw new Refusal(409, code, asked.refused, { nextStep });
}
