/** What shows moves while they are followed. */
import type { Move } from '@evenkeel/contract';

export interface Display {
  /** All the moves as they are now, those that have ended included. */
  show(moves: readonly Move[]): void;
  /** Something to know besides, such as that the server does not answer now. */
  say(text: string): void;
  /** Leaves the terminal as it was found; what was said stays. */
  close(): void;
}

/** With --json and no terminal: the result alone is told, at the end. */
export const silent: Display = { show() {}, say() {}, close() {} };
