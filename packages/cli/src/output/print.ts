/** Where things go: results to stdout, what is said about them to stderr. */
import { plainJson } from '@evenkeel/contract';
import type { CommandError } from '../errors.ts';
import { type Column, tableLines } from './table.ts';
import { tamed, toned, wrapped } from './text.ts';

/** A result: an array of objects, or one object. */
export function printJson(value: unknown): void {
  process.stdout.write(`${plainJson(value, 2)}\n`);
}

export function printLine(text = ''): void {
  process.stdout.write(`${tamed(text)}\n`);
}

let notes = true;

/** With --json, what reads stderr by program finds the error there and nothing else. */
export function omitNotes(): void {
  notes = false;
}

/** For a person, beside the result; never a part of it. */
export function note(text: string): void {
  if (notes) say(text);
}

function say(text: string): void {
  process.stderr.write(`${tamed(wrapped(text, process.stderr))}\n`);
}

/**
 * What would be done, in lines for a person. True when only that was asked for: then it is said that nothing was done, and
 * with --json `preview` is the result.
 */
export function showBeforehand(
  lines: readonly string[],
  preview: unknown,
  { json = false, dryRun = false }: { json?: boolean; dryRun?: boolean },
): boolean {
  const text = lines.join('\n');
  if (json) note(text);
  else printLine(text);
  if (!dryRun) return false;
  if (json) printJson(preview);
  note('Nothing was done.');
  return true;
}

/** A list as it was asked for. `empty` says in a sentence why there is nothing, and what to do. */
export function printList<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: { json?: boolean; width?: number | null; empty: string },
): void {
  if (options.json) return printJson(rows);
  if (rows.length === 0) return note(options.empty);
  printLine(tableLines(rows, columns, { stream: process.stdout, width: options.width }).join('\n'));
}

/** On stderr: with --json one object of the API's shape of error, else sentences. */
export function printError(error: CommandError, json: boolean): void {
  if (json) {
    process.stderr.write(`${plainJson(error.toJson(), 2)}\n`);
    return;
  }
  const { cloudMessage, requestId, nextStep } = error.details;
  say(`${toned('evenkeel:', 'bad', process.stderr)} ${error.message}`);
  if (cloudMessage) say(`The cloud said: ${cloudMessage}`);
  if (requestId) say(`Request id: ${requestId}`);
  if (nextStep) say(nextStep);
}
