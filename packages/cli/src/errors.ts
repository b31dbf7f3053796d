/** How a command ends, and the one way in which it fails. */
import type { ApiError } from '@evenkeel/contract';

export const EXIT = {
  done: 0,
  /** The operation failed, or not every instance moved. */
  failed: 1,
  /** Wrong usage, or input that the command, the server or the cloud refuses. */
  refused: 2,
  /** The server or its cloud can not be reached. */
  unreachable: 3,
  /** Kept by the server until a second person has decided. */
  waits: 4,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

type Details = Partial<Omit<ApiError['error'], 'code' | 'message'>>;

/** A sentence for the person at the terminal, with its exit code. The code word is the API's, or one of ours. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly details: Details;

  constructor(exitCode: ExitCode, code: string, message: string, details: Details = {}) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.code = code;
    this.details = details;
  }

  /** The API's shape of an error, whoever found it. */
  toJson(): ApiError {
    const { cloudMessage = null, requestId = null, nextStep = null } = this.details;
    return { error: { code: this.code, message: this.message, cloudMessage, requestId, nextStep } };
  }
}

export function refusal(code: string, message: string, nextStep: string | null = null): CommandError {
  return new CommandError(EXIT.refused, code, message, { nextStep });
}

/** Whatever was thrown, as a CommandError: what nobody foresaw is a failure with its own message. */
export function asCommandError(thrown: unknown): CommandError {
  if (thrown instanceof CommandError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CommandError(EXIT.failed, 'command-failed', message);
}
