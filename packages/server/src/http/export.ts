/** The history as a file: read a page at a time while it is sent, so that its length costs no memory. */
import { Readable } from 'node:stream';
import { type HistoryMove, plainJson } from '@evenkeel/contract';

export interface ExportPage {
  items: HistoryMove[];
  nextCursor: string | null;
}

/** Column names that do not change between versions; a new one goes at the end. */
const COLUMNS: readonly [string, (move: HistoryMove) => string | number | boolean | null][] = [
  ['id', (move) => move.id],
  ['run_id', (move) => move.runId],
  ['asked_by', (move) => move.askedBy],
  ['provider', (move) => move.provider],
  ['provider_id', (move) => move.providerId],
  ['instance_id', (move) => move.instanceId],
  ['instance_name', (move) => move.instanceName],
  ['state', (move) => move.state],
  ['outcome', (move) => move.outcome],
  ['cause', (move) => move.cause],
  ['reason', (move) => move.reason],
  ['cloud_message', (move) => move.cloudMessage],
  ['next_step', (move) => move.nextStep],
  ['source_host', (move) => move.sourceHost],
  ['requested_host', (move) => move.requestedHost],
  ['destination_host', (move) => move.destinationHost],
  ['block_migration', (move) => move.blockMigration],
  ['disk_over_commit', (move) => move.diskOverCommit],
  ['request_id', (move) => move.requestId],
  ['migration_id', (move) => move.migrationId],
  ['memory_processed_bytes', (move) => move.progress?.memoryProcessedBytes ?? null],
  ['disk_processed_bytes', (move) => move.progress?.diskProcessedBytes ?? null],
  ['created_at', (move) => move.createdAt],
  ['submitted_at', (move) => move.submittedAt],
  ['ended_at', (move) => move.endedAt],
];

export function csvOf(first: ExportPage, next: (cursor: string) => Promise<ExportPage>): Readable {
  const header = `${COLUMNS.map(([name]) => name).join(',')}\r\n`;
  const line = (move: HistoryMove) => `${COLUMNS.map(([, value]) => csvCell(value(move))).join(',')}\r\n`;
  return Readable.from(textOf(pages(first, next), { before: header, each: line, between: '', after: '' }));
}

/** An array with the API's shape of each move. */
export function jsonOf(first: ExportPage, next: (cursor: string) => Promise<ExportPage>): Readable {
  const form = {
    before: '[\n',
    each: (move: HistoryMove) => plainJson(move),
    between: ',\n',
    after: '\n]\n',
  };
  return Readable.from(textOf(pages(first, next), form));
}

/** What a terminal that shows the file would obey, and what turns the direction of writing. */
const OBEYED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * RFC 4180. A spreadsheet takes text that begins with one of these (some also their wide forms) for a formula: an
 * apostrophe keeps it text.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const shown = value.replace(OBEYED, '\ufffd');
  const harmless = /^[\s\ufffd]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

async function* pages(first: ExportPage, next: (cursor: string) => Promise<ExportPage>) {
  let page = first;
  yield page.items;
  while (page.nextCursor !== null) {
    page = await next(page.nextCursor);
    yield page.items;
  }
}

interface Form {
  before: string;
  each: (move: HistoryMove) => string;
  between: string;
  after: string;
}

async function* textOf(all: AsyncIterable<HistoryMove[]>, form: Form): AsyncGenerator<string> {
  yield form.before;
  let lead = '';
  for await (const items of all) {
    if (items.length === 0) continue;
    yield lead + items.map(form.each).join(form.between);
    lead = form.between;
  }
  yield form.after;
}
