/** What watching has in common: it may be left at any time, and it outlasts a server that is started again. */
import { CommandError, EXIT } from '../errors.ts';

/** A server that is being restarted comes back within this. */
const PATIENCE_MS = 120_000;

/**
 * Watches until `watch` resolves or Ctrl-C is pressed, which ends `signal`; what was asked for goes on at the server.
 * Throws CommandError `interrupted`, and what `watch` throws.
 * @param lookAgain the command that looks at it again, for who leaves before the end
 */
export async function watching<Value>(
  lookAgain: string,
  watch: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt);
  try {
    return await watch(interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    const message = 'Not watched any longer. What was asked for goes on at the server.';
    throw new CommandError(EXIT.interrupted, 'interrupted', message, {
      nextStep: `Look again: ${lookAgain}`,
    });
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** Rejects when the signal ends; to be raced against what does not know of it. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason)),
  );
  // Nobody may be waiting for it any more.
  aborted.catch(() => undefined);
  return aborted;
}

/** Reads of a server that may be away for a while. */
export class PatientReader {
  #awaySince: number | null = null;
  readonly #say: (line: string) => void;

  /** @param say tells a person that the server is away, and that it is back. */
  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** What `read` gives; null while the server is away. Throws `server-unreachable` after two minutes, and all else at once. */
  async read<Value>(read: () => Promise<Value>): Promise<Value | null> {
    try {
      const value = await read();
      if (this.#awaySince !== null) this.#say('The server answers again.');
      this.#awaySince = null;
      return value;
    } catch (error) {
      const isAway = error instanceof CommandError && error.code === 'server-unreachable';
      if (!isAway || (this.#awaySince !== null && Date.now() - this.#awaySince > PATIENCE_MS)) throw error;
      if (this.#awaySince === null) this.#say(`${error.message} What was asked for goes on; trying again…`);
      this.#awaySince ??= Date.now();
      return null;
    }
  }
}
