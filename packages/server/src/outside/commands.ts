/**
 * The commands that the administrator of the machine allows: a JSON file of names, each with its program and arguments.
 * A request can only name one: nothing of a request is ever a part of a command line.
 */
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { OutsideName } from '@evenkeel/contract';
import { z } from 'zod';
import { RefusalToStart } from '../start/refusal-to-start.ts';

const CommandsFile = z.record(
  OutsideName,
  z
    .array(z.string().min(1))
    .min(1)
    .refine(([program = '']) => isAbsolute(program), 'the program must be an absolute path'),
);

/** From a name to program and arguments. */
export type Commands = ReadonlyMap<string, readonly string[]>;

/** @param file null: there are none. Throws RefusalToStart when it can not be read or is not as described. */
export function readCommands(file: string | null): Commands {
  if (file === null) return new Map();
  let content: unknown;
  let isEverybodys: boolean;
  try {
    isEverybodys = (statSync(file).mode & 0o002) !== 0;
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RefusalToStart(`The commands in ${file} can not be read: ${(error as Error).message}`);
  }
  if (isEverybodys)
    throw new RefusalToStart(
      `Everybody on this machine can change ${file}, and so have Evenkeel run what they like. Take that away: chmod o-w ${file}`,
    );
  const parsed = CommandsFile.safeParse(content);
  if (parsed.success) return new Map(Object.entries(parsed.data));
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'the file';
  throw new RefusalToStart(
    `The commands in ${file} must be like {"patch": ["/usr/local/bin/patch-host"]}; ${where}: ${issue?.message}.`,
  );
}
