/** The audit: read, verified, taken away as a file. For administrators of everything: it names what others may not see. */
import { Readable } from 'node:stream';
import {
  AuditContent,
  AuditEntry,
  AuditFilter,
  AuditQuery,
  type AuditRecord,
  AuditVerification,
  NEXT_CURSOR_HEADER,
  plainJson,
} from '@evenkeel/contract';
import { z } from 'zod';
import { verifyChain } from '../../audit/index.ts';
import { readAudit, walkAudit } from '../../db/audit.ts';
import { csvCell } from '../export.ts';
import type { HttpServices } from '../services.ts';
import { failures, type Server } from './common.ts';

const config = { action: 'read-audit' } as const;
const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'A hash has 64 hexadecimal digits.');

export function auditRoutes(server: Server, { db }: HttpServices): void {
  server.get(
    '/api/v1/audit',
    {
      config,
      schema: {
        summary: 'Who did what, newest first, a page at a time',
        description:
          'The header Evenkeel-Next-Cursor is the `cursor` of the next page; without it this is the last.',
        querystring: AuditQuery.strict(),
        response: { 200: z.array(AuditEntry), ...failures },
      },
    },
    async ({ query }, reply) => {
      const entries = await readAudit(db, query);
      const last = entries.at(-1);
      if (last && entries.length === query.limit) reply.header(NEXT_CURSOR_HEADER, String(last.sequence));
      return entries;
    },
  );

  server.get(
    '/api/v1/audit/verification',
    {
      config,
      schema: {
        summary: 'Walks the whole chain and names the first entry that is not as it was written',
        querystring: z.strictObject({ expect: Hash.optional() }),
        response: { 200: AuditVerification, ...failures },
      },
    },
    ({ query }) => verifyChain(db, query.expect ?? null),
  );

  server.get(
    '/api/v1/audit/export',
    {
      config,
      schema: {
        summary: 'The audit as a file, oldest first: JSON lines with the hashes, or CSV',
        description:
          '`jsonl` without a filter is a whole chain that `evenkeel audit verify --file` walks without a server.',
        querystring: AuditFilter.extend({ format: z.enum(['jsonl', 'csv']).default('jsonl') }).strict(),
        response: { 200: z.any(), ...failures },
      },
    },
    ({ query: { format, ...filter } }, reply) => {
      const records = walkAudit(db, filter);
      const name = `evenkeel-audit.${format}`;
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Readable.from(format === 'csv' ? csv(records) : lines(records)));
    },
  );
}

async function* lines(records: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  for await (const record of records) yield `${plainJson(record)}\n`;
}

type Cell = string | number | null;

/** Column names that do not change between versions; a new one goes at the end. */
const COLUMNS: readonly [string, (entry: AuditContent, record: AuditRecord) => Cell][] = [
  ['sequence', (_, { sequence }) => sequence],
  ['at', ({ at }) => at],
  ['phase', ({ phase }) => phase],
  ['who', ({ who }) => who.name],
  ['via', ({ who }) => who.via],
  ['address', ({ from }) => from?.address ?? null],
  ['action', ({ action }) => action],
  ['operation', ({ operation }) => operation],
  ['subject_kind', ({ subject }) => subject?.kind ?? null],
  ['subject_id', ({ subject }) => subject?.id ?? null],
  ['subject_name', ({ subject }) => subject?.name ?? null],
  ['provider_id', ({ subject }) => subject?.providerId ?? null],
  ['why', ({ why }) => why],
  ['status', ({ outcome }) => outcome?.status ?? null],
  ['error_code', ({ outcome }) => outcome?.errorCode ?? null],
  ['request', ({ request }) => (request == null ? null : JSON.stringify(request))],
  ['before', ({ before }) => (before == null ? null : JSON.stringify(before))],
  ['after', ({ after }) => (after == null ? null : JSON.stringify(after))],
  ['request_id', ({ requestId }) => requestId],
  ['cloud_request_ids', ({ cloudRequestIds }) => cloudRequestIds.join(' ')],
  ['hash', (_, { hash }) => hash],
];

async function* csv(records: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  yield `${COLUMNS.map(([name]) => name).join(',')}\r\n`;
  for await (const record of records) {
    const entry = AuditContent.parse(JSON.parse(record.entry));
    yield `${COLUMNS.map(([, value]) => csvCell(value(entry, record))).join(',')}\r\n`;
  }
}
