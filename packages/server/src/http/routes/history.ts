/** What was moved, when, by whom and how it ended: lists, figures, files. All of it read from the database. */
import { AsyncResource } from 'node:async_hooks';
import {
  HistoryMove,
  Migration,
  MigrationQuery,
  MoveFilter,
  MoveQuery,
  MoveStatistics,
  NEXT_CURSOR_HEADER,
  StatisticsQuery,
} from '@evenkeel/contract';
import { z } from 'zod';
import { BadCursor } from '../../db/reading-cursor.ts';
import { readMigrations } from '../../db/reading-migrations.ts';
import { readMoves } from '../../db/reading-moves.ts';
import { readStatistics } from '../../db/reading-statistics.ts';
import { Refusal } from '../errors.ts';
import { csvOf, jsonOf } from '../export.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, type Server } from './common.ts';

/** Moves read at once for a file. */
const EXPORT_PAGE = 1000;
const PROVIDER = { provider: Id.optional() };
const PAGES =
  'The header Evenkeel-Next-Cursor is the `cursor` of the next page; without it this is the last.';

export function historyRoutes(server: Server, { db }: HttpServices): void {
  server.get(
    '/api/v1/moves',
    {
      schema: {
        summary: 'Moves, searched and a page at a time; newest first unless asked otherwise',
        description: PAGES,
        querystring: MoveQuery.extend(PROVIDER).strict(),
        response: { 200: z.array(HistoryMove), ...failures },
      },
    },
    async (request, reply) => {
      const { items, nextCursor } = await readMoves(db, request.query).catch(refuseBadCursor);
      if (nextCursor !== null) reply.header(NEXT_CURSOR_HEADER, nextCursor);
      return items;
    },
  );

  server.get(
    '/api/v1/migrations',
    {
      schema: {
        summary: 'Live migrations as Nova recorded them, searched and a page at a time; newest first',
        description: PAGES,
        querystring: MigrationQuery.extend(PROVIDER).strict(),
        response: { 200: z.array(Migration), ...failures },
      },
    },
    async (request, reply) => {
      const { items, nextCursor } = await readMigrations(db, request.query).catch(refuseBadCursor);
      if (nextCursor !== null) reply.header(NEXT_CURSOR_HEADER, nextCursor);
      return items;
    },
  );

  server.get(
    '/api/v1/moves/statistics',
    {
      schema: {
        summary: 'How moves ended, why, how long each phase took, and how pairs of hosts did',
        description: 'Without `from`: the 30 days before `to`.',
        querystring: StatisticsQuery.extend(PROVIDER).strict(),
        response: { 200: MoveStatistics, ...failures },
      },
    },
    (request) => readStatistics(db, request.query),
  );

  server.get(
    '/api/v1/moves/export',
    {
      schema: {
        summary: 'The moves that fit as a file, newest first',
        querystring: MoveFilter.extend({
          ...PROVIDER,
          format: z.enum(['csv', 'json']).default('csv'),
        }).strict(),
        response: {
          200: {
            description: 'The file.',
            content: {
              'text/csv': { schema: z.string() },
              'application/json': { schema: z.array(HistoryMove) },
            },
          },
          ...failures,
        },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      // A later page is read when the reader has taken the one before, and by the same grants.
      const read = AsyncResource.bind((cursor?: string) =>
        readMoves(db, { ...filter, cursor, sort: 'createdAt', order: 'desc', limit: EXPORT_PAGE }),
      );
      // Read before anything is sent: what goes wrong with the query still gets an answer in words.
      const first = await read();
      reply.header('content-disposition', `attachment; filename="evenkeel-moves.${format}"`);
      reply.type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json');
      return reply.send((format === 'csv' ? csvOf : jsonOf)(first, read) as never);
    },
  );
}

export function refuseBadCursor(error: unknown): never {
  if (!(error instanceof BadCursor)) throw error;
  const nextStep = 'Begin again without a cursor, and keep sort and order from page to page.';
  throw new Refusal(400, 'bad-request', '"cursor" in the query is not one of this list.', { nextStep });
}
