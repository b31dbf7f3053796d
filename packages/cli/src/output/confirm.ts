import { createInterface } from 'node:readline/promises';
import { CommandError, EXIT, refusal } from '../errors.ts';
import { tamed, wrapped } from './text.ts';

/**
 * Asks at the terminal. Throws when the answer is not yes, and where there is nobody to ask.
 * @param what the question, with what it costs; printable.
 * @param unasked the option that answers it beforehand.
 * @param notDone what to say when it is not done, such as `West was not removed`.
 */
export async function confirm(what: string, notDone: string, unasked = '--yes'): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw refusal(
      'not-confirmed',
      `${notDone}: there is nobody to ask.`,
      `Add ${unasked} to do it without a question.`,
    );
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const interrupted = new Promise<never>((_resolve, reject) =>
    reader.on('SIGINT', () => reject(new CommandError(EXIT.interrupted, 'interrupted', `${notDone}.`))),
  );
  try {
    const answer = await Promise.race([
      reader.question(tamed(wrapped(`${what} [y/N] `, process.stderr))),
      interrupted,
    ]);
    if (!/^y(es)?$/i.test(answer.trim())) throw refusal('not-confirmed', `${notDone}.`);
  } finally {
    reader.close();
  }
}
