/** The chain of the audit walked: by the server, or here over an exported file, without a server. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { AuditRecord, AuditVerification, verifyAudit } from '@evenkeel/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { clientFor, type GlobalOptions } from '../context.ts';
import { CommandError, EXIT, refusal } from '../errors.ts';
import { note, printJson, printLine } from '../output/print.ts';

const AFTER = `
Keep the head's hash somewhere else: whoever can write to the database could
make a whole new chain, but not one that has the hash you kept.

Without a server, straight from the database:
  $ psql -Atc "select json_build_object('sequence', sequence, 'entry', entry,
    'previousHash', previous_hash, 'hash', hash) from audit_entries
    order by sequence" > audit.jsonl

Examples:
  $ evenkeel audit verify
  $ evenkeel audit verify --expect 5f0c...9a
  $ evenkeel audit verify --file audit.jsonl
`;

interface Options extends GlobalOptions {
  expect?: string;
  file?: string;
}

export function addAuditVerify(audit: Command): void {
  audit
    .command('verify')
    .description('walk the whole chain; exit code 1 when an entry is not as it was written')
    .option('--expect <hash>', 'also look for this head, which was kept elsewhere', hash)
    .option('--file <path>', 'walk this file of "audit export" and ask no server')
    .addHelpText('after', AFTER)
    .action(async (_options: unknown, command: Command) => {
      const { expect, file, json, ...options } = command.optsWithGlobals<Options>();
      const found =
        file === undefined
          ? await (await clientFor(options)).get('/audit/verification', AuditVerification, { expect })
          : await verifyAudit(recordsOf(file), sha256, expect ?? null);
      if (json) printJson(found);
      else tell(found);
      if (!found.whole) throw broken(found);
    });
}

function hash(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('A hash has 64 hexadecimal digits.');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function* recordsOf(path: string): AsyncGenerator<AuditRecord> {
  const input = createReadStream(path);
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      yield recordOf(line, number);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw refusal('file-unreadable', `${path} can not be read: ${(error as Error).message}.`);
  }
}

function recordOf(line: string, number: number): AuditRecord {
  try {
    return AuditRecord.parse(JSON.parse(line));
  } catch {
    const nextStep = 'Give a file of evenkeel audit export, in its form jsonl.';
    throw refusal('file-unreadable', `Line ${number} of the file is no entry of an audit.`, nextStep);
  }
}

function tell({ entries, head, expected }: AuditVerification): void {
  printLine(`${entries} ${entries === 1 ? 'entry is' : 'entries are'} as written, one after another.`);
  if (head) printLine(`Head: ${head.sequence} ${head.hash}`);
  if (expected?.sequence != null) printLine(`The expected hash is that of entry ${expected.sequence}.`);
  if (!expected) note('Keep the head elsewhere, and give it to --expect the next time.');
}

function broken({ broken: at, expected }: AuditVerification): CommandError {
  const message = at
    ? `The audit was changed. The first entry that is not as it was written is ${at.sequence}. ${at.reason}`
    : `No entry has the expected hash ${expected?.hash}: the end of the audit was cut off, or all of it was made anew.`;
  const nextStep = 'Keep the database as it is, and compare it with a backup or an earlier export.';
  return new CommandError(EXIT.failed, 'audit-broken', message, { nextStep });
}
